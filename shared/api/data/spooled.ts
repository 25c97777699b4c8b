/** What a response of a Lambda function holds is 6 MB, and less where it is not plain ASCII. */
const SMALL = 4 * 1024 * 1024;

/** Puts somewhere what is too large for a response, and answers where. */
export type Spool = (chunks: AsyncIterable<Uint8Array>, type: string, encoding?: 'gzip') => Promise<string>;

/** Answers with the chunks themselves where they are few, and else leads to where all of them were put. */
export async function spooled(
  iterator: AsyncIterator<Uint8Array>,
  type: string,
  spool: Spool,
  encoding?: 'gzip',
): Promise<
  { readonly kind: 'small'; readonly body: Uint8Array<ArrayBuffer> } | { readonly kind: 'large'; readonly at: string }
> {
  const held: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const next = await iterator.next();
    if (next.done) return { kind: 'small', body: joined(held, bytes) };
    held.push(next.value);
    bytes += next.value.length;
    if (bytes > SMALL) break;
  }
  const all: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: async function* () {
      yield* held.splice(0);
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    },
  };
  return { kind: 'large', at: await spool(all, type, encoding) };
}

function joined(chunks: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}
