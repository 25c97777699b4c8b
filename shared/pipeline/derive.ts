import type { ToolLine } from '../contract/stored.ts';
import { checkRow } from '../domain/record.ts';
import { SluiceError } from '../errors.ts';
import { type Find, findNamed, type LookupKey } from '../plugin-sdk/lookup.ts';
import type { BoundStream, Stream, ToolRecord } from '../plugin-sdk/stream.ts';
import type { Derived, MadeRow } from './apply.ts';
import { connectionOwner, domainPlace, isWide, lookupPlace, lookupTable, usePlace } from './domain-places.ts';
import { digest } from './identity.ts';
import type { TablePort } from './ports.ts';
import type { OpenScope } from './scopes.ts';

/** A tool record that could not be mapped, with the reason. */
export interface RefusedLine {
  readonly line: ToolLine;
  readonly refused: string;
}

/** Where records are derived: one stream of one scope. */
interface At {
  readonly scope: OpenScope;
  readonly stream: Stream;
  readonly bound: BoundStream;
}

/** What tool records become: a pure function of the records, the scope config and what they look up. */
export async function derive(
  domain: TablePort,
  at: At,
  lines: readonly ToolLine[],
): Promise<readonly (Derived | RefusedLine)[]> {
  const { scope, bound, stream } = at;
  const records = lines.map((line): Needing => {
    const record: ToolRecord = { ...line, stream: stream.name, item: 0 };
    // What is gone has no data to look anything up by.
    return { line, record, needs: line.gone ? [] : bound.needs(record) };
  });
  const { find, isGone } = await findAll(
    domain,
    scope.record.key,
    records.flatMap(({ needs }) => needs),
  );
  const changing = new Set(stream.lookups.filter(({ fixed }) => !fixed).map(({ name }) => name));
  return records.map((one): Derived | RefusedLine => {
    const { line } = one;
    if (line.gone) return { line, rows: [] };
    try {
      return { line, rows: rowsOf(at, changing, one, find) };
    } catch (error) {
      // What it belongs to is gone, so it goes too; it comes back when that does.
      if (one.needs.some(isGone)) return { line, rows: ownRowsOf(at, changing, one) };
      if (error instanceof SluiceError || error instanceof Error) return { line, refused: error.message };
      throw error;
    }
  });
}

/** A tool record with what it looks up. */
interface Needing {
  readonly line: ToolLine;
  readonly record: ToolRecord;
  readonly needs: readonly LookupKey[];
}

/** What convert keeps for itself: what others look up in the record, and what it looks up. */
function ownRowsOf(
  { scope, stream, bound }: At,
  changing: ReadonlySet<string>,
  { record, needs }: Needing,
): readonly MadeRow[] {
  const owner = scope.record.key;
  const user = `${encodeURIComponent(stream.name)}/${encodeURIComponent(record.key)}`;
  const uses = needs.flatMap(({ lookup, key }): readonly MadeRow[] => {
    if (!changing.has(lookup)) return [];
    const place = usePlace(owner, lookup, key, user);
    return [{ ...place, table: '@used', body: '', hash: '', wide: false }];
  });
  const entries = bound.provides(record).map(({ lookup, key, value }): MadeRow => {
    const body = JSON.stringify(value);
    const place = lookupPlace(owner, lookup, key);
    return { ...place, table: lookupTable(lookup), body, hash: digest(body), wide: false };
  });
  return [...entries, ...uses];
}

function rowsOf(at: At, changing: ReadonlySet<string>, one: Needing, find: Find): readonly MadeRow[] {
  const { scope, bound } = at;
  const owner = scope.record.key;
  const rows = bound.convert(one.record, findNamed(find, one.needs)).map((row): MadeRow => {
    const checked = checkRow(row);
    if ('refused' in checked) throw new TypeError(checked.refused);
    const { table, key, values } = checked;
    const body = JSON.stringify(values);
    const wide = isWide(scope.plugin, table);
    const { pk, sk } = domainPlace(table, wide ? connectionOwner(scope.record) : owner, key);
    return { pk, sk, table, body, hash: digest(body), wide };
  });
  return distinct([...ownRowsOf(at, changing, one), ...rows]);
}

/** The last of those with one place. */
function distinct(rows: readonly MadeRow[]): readonly MadeRow[] {
  if (rows.length < 2) return rows;
  return [...new Map(rows.map((row) => [`${row.pk}\n${row.sk}`, row])).values()];
}

async function findAll(
  domain: TablePort,
  scope: string,
  keys: readonly LookupKey[],
): Promise<{ readonly find: Find; readonly isGone: (key: LookupKey) => boolean }> {
  if (keys.length === 0) return { find: () => undefined, isGone: () => false };
  const places = new Map(keys.map(({ lookup, key }) => [`${lookup}\n${key}`, lookupPlace(scope, lookup, key)]));
  const found = await domain.getMany([...places.values()]);
  const bodies = new Map(
    found.filter((item) => item.deleted !== true).map((item) => [`${item.pk}\n${item.sk}`, item.body]),
  );
  const gone = new Set(found.filter((item) => item.deleted === true).map((item) => `${item.pk}\n${item.sk}`));
  return {
    find: (lookup, key) => {
      const place = places.get(`${lookup.name}\n${key}`);
      const body = place && bodies.get(`${place.pk}\n${place.sk}`);
      return typeof body === 'string' ? lookup.value.parse(JSON.parse(body)) : undefined;
    },
    isGone: ({ lookup, key }) => {
      const place = places.get(`${lookup}\n${key}`);
      return place !== undefined && gone.has(`${place.pk}\n${place.sk}`);
    },
  };
}
