import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { RawPage, ToolHead, ToolLine } from '../contract/stored.ts';
import { digest } from './identity.ts';

/** Largest object that is unpacked, in bytes: a segment is at most 16 MiB and one page. */
const MAX_UNPACKED = 256 * 1024 * 1024;

/** Lines of JSON, compressed, with the hash that ends the object's key. */
export interface Packed {
  readonly bytes: Uint8Array;
  readonly hash: string;
}

/** Packs records as one JSON line each. */
export function pack(lines: readonly unknown[]): Packed {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  return { bytes: zstdCompressSync(text), hash: digest(text, 16) };
}

const unpack = (bytes: Uint8Array): readonly string[] =>
  zstdDecompressSync(bytes, { maxOutputLength: MAX_UNPACKED }).toString('utf8').split('\n').slice(0, -1);

/** The pages of a raw segment. */
export const readSegment = (bytes: Uint8Array): readonly RawPage[] =>
  unpack(bytes).map((line) => RawPage.parse(JSON.parse(line)));

/** A tool object: who was mentioned, and the tool records. */
export function readTool(bytes: Uint8Array): { readonly head: ToolHead; readonly lines: readonly ToolLine[] } {
  const [first = '{"mentions":{}}', ...rest] = unpack(bytes);
  const lines = z.array(LenientToolLine).parse(rest.map((line): unknown => JSON.parse(line)));
  return { head: ToolHead.parse(JSON.parse(first)), lines };
}

// Data was checked when it was extracted: walking it again with a schema would double the cost of convert.
const LenientToolLine = ToolLine.extend({ data: z.any() });
