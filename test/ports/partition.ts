import { randomUUID } from 'node:crypto';
import type { Item, Range, TablePort } from '../../shared/pipeline/ports.ts';

/** The name of a partition that no other test uses. */
export const fresh = (): string => `p-${randomUUID()}`;

/** Puts rows unconditionally. */
export const putAll = (table: TablePort, items: readonly Item[]): Promise<'done' | 'refused'> =>
  table.transact(items.map((item) => ({ kind: 'put', item })));

/** The rows of a range, in its order: up to its limit, or answer by answer to its end. */
export async function rowsOf(table: TablePort, pk: string, range: Range = {}): Promise<readonly Item[]> {
  const { items, last } = await table.query(pk, range);
  if (last === undefined || range.limit !== undefined) return items;
  return [...items, ...(await rowsOf(table, pk, { ...range, after: last }))];
}

/** The sks of a range, read likewise. */
export async function keysOf(table: TablePort, pk: string, range: Range = {}): Promise<readonly string[]> {
  return (await rowsOf(table, pk, range)).map(({ sk }) => sk);
}
