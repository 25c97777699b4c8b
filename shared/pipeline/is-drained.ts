import { places } from '../contract/places.ts';
import type { TablePort } from './ports.ts';

/** Drained: a run has no items and, read after them, no done records. */
export async function isDrained(table: TablePort, run: string): Promise<boolean> {
  const items = await table.query(places.items(run), { limit: 1 });
  if (items.items.length > 0) return false;
  const done = await table.query(places.done(run), { limit: 1 });
  return done.items.length === 0;
}
