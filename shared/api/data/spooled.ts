import type { Context } from 'hono';
import { InvalidInputError } from '../../errors.ts';
import type { ApiEnv } from '../route.ts';

/** What a response of a Lambda function holds is 6 MB, and less where it is not plain ASCII. */
export const SMALL = 4 * 1024 * 1024;

/** Puts somewhere what is too large for a response, and answers where. */
export type Spool = (chunks: AsyncIterable<Uint8Array>, type: string, encoding?: 'gzip') => Promise<string>;

/** Python's urllib, and so pandas: it sends the key along wherever it is led, and S3 refuses whoever shows that beside a signature. */
const SENDS_KEY_ALONG = /^Python-urllib\//;

/** The same place, for whoever can be led there. @throws InvalidInputError for who cannot, and says how it can be read */
export const spoolFor = (context: Context<ApiEnv>, spool: Spool): Spool =>
  SENDS_KEY_ALONG.test(context.req.header('user-agent') ?? '')
    ? async (chunks) => {
        // Whoever stops reading lets go of what is read: a file that was written for it.
        for await (const _ of chunks) break;
        throw new InvalidInputError(
          'the answer is larger than a function of AWS can answer, and the object that it leads to is refused to urllib, which sends the key along: pd.read_parquet(io.BytesIO(requests.get(url, headers=key).content)); or ask for fewer fields or rows',
        );
      }
    : spool;

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
