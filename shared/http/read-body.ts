import { type Readable, type Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createZstdDecompress } from 'node:zlib';
import { ForeignAnswerError, UnreachableError } from '../errors.ts';

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};

const MAX_ENCODINGS = 2;
const strict = new TextDecoder('utf-8', { fatal: true });
const lenient = new TextDecoder('utf-8');

/** The content encodings that are asked for, and the only ones that are read. */
export const ACCEPT_ENCODING = 'gzip, br, zstd';

/**
 * Reads a body while it arrives, decompressed, and stops at `cap` decoded bytes.
 *
 * @throws ForeignAnswerError when it is larger than the cap
 * @throws UnreachableError when its encoding was not asked for
 */
export async function readBody(body: Readable, contentEncoding: string | undefined, cap: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const sink = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      size += chunk.length;
      chunks.push(chunk);
      done(size > cap ? new ForeignAnswerError(`larger than ${cap} bytes decoded: ask for smaller pages`) : null);
    },
  });
  await pipeline([body, ...decodersFor(body, contentEncoding), sink]);
  return Buffer.concat(chunks);
}

function decodersFor(body: Readable, contentEncoding = ''): Transform[] {
  const names = contentEncoding
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  const makers = names.reverse().map((name) => (Object.hasOwn(decoders, name) ? decoders[name] : undefined));
  const known = makers.filter((maker) => maker !== undefined);
  if (known.length < names.length || names.length > MAX_ENCODINGS) {
    body.on('error', () => {}).destroy();
    throw new UnreachableError(`malformed: content-encoding ${contentEncoding} was not asked for`);
  }
  return known.map((make) => make());
}

/**
 * Decodes UTF-8; a refusal (status 400 and above) leniently, because there only its status counts.
 *
 * @throws UnreachableError when data is not UTF-8
 */
export function decodeText(bytes: Uint8Array, status: number): string {
  if (status >= 400) return lenient.decode(bytes);
  try {
    return strict.decode(bytes);
  } catch (cause) {
    throw new UnreachableError('malformed: the body is not UTF-8', { cause });
  }
}
