/** A body of some size is handed on at a time: a chunk a line would cost more than the line. */
const CHUNK = 64 * 1024;

/**
 * Text in pieces of some size, as bytes. Each line is written into the piece by itself: joined first, one letter beyond
 * Latin-1 would make all of them be copied at twice their size.
 */
export async function* inChunks(texts: AsyncIterable<string | readonly string[]>): AsyncIterable<Uint8Array> {
  let chunk = Buffer.allocUnsafeSlow(CHUNK);
  let at = 0;
  for await (const some of texts)
    for (const text of typeof some === 'string' ? [some] : some) {
      const most = text.length * 3;
      if (at > 0 && at + most > CHUNK) {
        yield chunk.subarray(0, at);
        chunk = Buffer.allocUnsafeSlow(CHUNK);
        at = 0;
      }
      if (most > CHUNK) yield Buffer.from(text);
      else at += chunk.write(text, at);
    }
  if (at > 0) yield chunk.subarray(0, at);
}

/** Rows of a local store and a fast reader never wait: without a pause, nobody else would be answered meanwhile. */
const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

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
          await othersTurn();
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
