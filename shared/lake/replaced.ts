import * as z from 'zod';
import { places } from '../contract/places.ts';
import { rowsOf } from '../pipeline/expand.ts';
import type { TablePort } from '../pipeline/ports.ts';
import { tablesOfLake } from './tables-of-lake.ts';

/** Who reads a file has it named before; after this long nobody does. Milliseconds. */
const GRACE = 3_600_000;

const Replaced = z.object({ sk: z.string(), at: z.number() });

/** Remembers that objects are no part of the lake any more; `now` in epoch milliseconds. */
export const noteReplaced = (control: TablePort, keys: readonly string[], now: number): Promise<void> =>
  control.writeMany(keys.map((sk) => ({ pk: places.replacedFiles, sk, at: now })));

/** Objects that were replaced so long ago that nobody reads them. What came back since is not among them. */
export async function unreadFiles(control: TablePort, now: number): Promise<readonly string[]> {
  const old: string[] = [];
  for await (const row of rowsOf(control, places.replacedFiles)) {
    const { sk, at } = Replaced.parse(row);
    if (at + GRACE < now) old.push(sk);
  }
  if (old.length === 0) return old;
  const named = new Set((await tablesOfLake(control)).flatMap(({ files }) => files));
  return old.filter((key) => !named.has(key));
}

/** Forgets objects that were removed. */
export const forgetReplaced = (control: TablePort, keys: readonly string[]): Promise<void> =>
  control.writeMany(
    [],
    keys.map((sk) => ({ pk: places.replacedFiles, sk })),
  );
