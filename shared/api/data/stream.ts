/** A body of some size is handed on at a time: a chunk a line would cost more than the line. */
const CHUNK = 64 * 1024;

/** Text in pieces of some size, as bytes. */
export async function* inChunks(texts: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  let held = '';
  for await (const text of texts) {
    held += text;
    if (held.length < CHUNK) continue;
    yield encoder.encode(held);
    held = '';
  }
  if (held !== '') yield encoder.encode(held);
}

/**
 * A response's body that is made while it is read, and no faster. A failure in the middle breaks it: the connection is
 * reset, so that nobody takes a part for the whole. Whoever goes away ends the reading, too.
 */
export function bodyOf(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const next = await iterator.next();
          if (next.done) controller.close();
          else controller.enqueue(next.value);
        } catch (cause) {
          controller.error(cause);
        }
      },
      cancel: async () => {
        await iterator.return?.();
      },
    },
    { highWaterMark: 1 },
  );
}
