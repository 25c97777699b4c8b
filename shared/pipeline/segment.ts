import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import * as z from 'zod';
import { RawPage, ToolHead, ToolLine } from '../contract/stored.ts';
import { digest } from './identity.ts';
import type { ObjectPort } from './ports.ts';

/** Largest object that is unpacked, in bytes: a segment is at most 16 MiB and one page. */
const MAX_UNPACKED = 256 * 1024 * 1024;

/** Segments that one worker keeps unpacked. */
const KEPT_SEGMENTS = 4;

/** Lines of JSON, compressed, with the hash that ends the object's key. */
export interface Packed {
  readonly bytes: Uint8Array;
  readonly hash: string;
}

/** Packs records as one JSON line each; a text is taken for a line that was made before. */
export function pack(lines: readonly unknown[]): Packed {
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  return { bytes: zstdCompressSync(text), hash: digest(text, 16) };
}

const unpack = (bytes: Uint8Array): readonly string[] =>
  zstdDecompressSync(bytes, { maxOutputLength: MAX_UNPACKED }).toString('utf8').split('\n').slice(0, -1);

/** The pages of a raw segment. */
export const readSegment = (bytes: Uint8Array): readonly RawPage[] =>
  unpack(bytes).map((line) => RawPage.parse(JSON.parse(line)));

/** Reads segments, keeping the last few: pages that are asked for together were stored together. */
export function segmentCache(objects: ObjectPort): (key: string) => Promise<readonly RawPage[]> {
  const kept = new Map<string, Promise<readonly RawPage[]>>();
  return (key) => {
    const known = kept.get(key);
    if (known) return known;
    const reading = objects.get(key).then(readSegment);
    kept.set(key, reading);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_SEGMENTS && oldest !== undefined) kept.delete(oldest);
    return reading;
  };
}

/** A tool object: who was mentioned, and the tool records. */
export function readTool(bytes: Uint8Array): { readonly head: ToolHead; readonly lines: readonly ToolLine[] } {
  const [first = '{"mentions":{}}', ...rest] = unpack(bytes);
  const lines = z.array(ToolLine).parse(rest.map((line): unknown => JSON.parse(line)));
  return { head: ToolHead.parse(JSON.parse(first)), lines };
}
