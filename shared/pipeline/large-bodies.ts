import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Derived, MadeRow } from './apply.ts';
import type { ObjectPort } from './ports.ts';

/** A row of a table holds 400 KB in all; a larger body goes to an object, and the row names it. */
const LARGEST_IN_A_ROW = 350_000;
/** A vendor's page is at most 64 MiB, and a record is a part of one. */
const LARGEST = 128 * 1024 * 1024;

/** Moves bodies that are too large for a row into objects, named by their content: storing one twice changes nothing. */
export async function storeLarge(
  objects: ObjectPort,
  scope: string,
  derived: readonly Derived[],
): Promise<readonly Derived[]> {
  const isLarge = ({ body }: MadeRow) =>
    body.length * 3 > LARGEST_IN_A_ROW && Buffer.byteLength(body) > LARGEST_IN_A_ROW;
  return Promise.all(
    derived.map(async (one) => {
      if (!one.rows.some(isLarge)) return one;
      const rows = one.rows.map(async (row): Promise<MadeRow> => {
        if (!isLarge(row)) return row;
        const bodyKey = `body/${scope}/${row.hash}.json.zst`;
        await objects.put(bodyKey, zstdCompressSync(row.body));
        return { ...row, body: '', bodyKey };
      });
      return { ...one, rows: await Promise.all(rows) };
    }),
  );
}

/** Reads a body that lies in an object. */
export const readLarge = async (objects: ObjectPort, key: string): Promise<string> =>
  zstdDecompressSync(await objects.get(key), { maxOutputLength: LARGEST }).toString('utf8');
