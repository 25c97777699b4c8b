import { FORMAT, FormatRow, OLDEST_FORMAT, READABLE_FROM } from '../contract/format.ts';
import { places } from '../contract/places.ts';
import { NewerStoreError, UnknownStoreError } from '../errors.ts';
import type { ClockPort, Item, TablePort } from './ports.ts';

/**
 * The format of a store; one that says none is new when it is empty, and of the first format otherwise.
 *
 * @throws NewerStoreError when its rows need a newer Sluice
 * @throws UnknownStoreError when it is of no format that a migration begins at
 */
export async function readFormat(table: TablePort): Promise<number | 'new'> {
  const stored = await table.get(places.format);
  if (!stored) return (await isEmpty(table)) ? 'new' : OLDEST_FORMAT;
  const row = FormatRow.safeParse(stored);
  if (!row.success || row.data.format < OLDEST_FORMAT)
    throw new UnknownStoreError(
      `the store has format ${JSON.stringify(stored.format)}, this Sluice knows ${OLDEST_FORMAT} to ${FORMAT}: use the Sluice that wrote it`,
    );
  const { format, readableFrom } = row.data;
  if (readableFrom > FORMAT)
    throw new NewerStoreError(
      `the store has format ${format}, this Sluice knows up to ${FORMAT}: use the newer Sluice that wrote it`,
    );
  return format;
}

/** The row that says that a store is of this code's format. */
export const formatRow = (clock: ClockPort): Item => ({
  ...places.format,
  format: FORMAT,
  readableFrom: READABLE_FROM,
  at: clock.now(),
});

/** Whoever has synced has a scope or a run. */
async function isEmpty(table: TablePort): Promise<boolean> {
  for (const pk of [places.runs, 'scopes']) if ((await table.query(pk, { limit: 1 })).items.length > 0) return false;
  return true;
}
