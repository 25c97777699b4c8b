import type { ToolLine } from '../contract/stored.ts';
import { checkRow } from '../domain/record.ts';
import { SluiceError } from '../errors.ts';
import type { Find, LookupKey } from '../plugin-sdk/lookup.ts';
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

/** What tool records become: a pure function of the records, the scope config and what they look up. */
export async function derive(
  domain: TablePort,
  at: { scope: OpenScope; stream: Stream; bound: BoundStream },
  lines: readonly ToolLine[],
): Promise<readonly (Derived | RefusedLine)[]> {
  const { scope, bound, stream } = at;
  const recordOf = (line: ToolLine): ToolRecord => ({ ...line, stream: stream.name, item: 0 });
  const find = await findAll(
    domain,
    scope.record.key,
    lines.flatMap((line) => bound.needs(recordOf(line))),
  );
  return lines.map((line): Derived | RefusedLine => {
    try {
      return { line, rows: rowsOf(at, recordOf(line), find) };
    } catch (error) {
      if (error instanceof SluiceError || error instanceof Error) return { line, refused: error.message };
      throw error;
    }
  });
}

function rowsOf(
  { scope, stream, bound }: { scope: OpenScope; stream: Stream; bound: BoundStream },
  record: ToolRecord,
  find: Find,
): readonly MadeRow[] {
  const changing = new Set(stream.lookups.filter(({ fixed }) => !fixed).map(({ name }) => name));
  const user = `${encodeURIComponent(stream.name)}/${encodeURIComponent(record.key)}`;
  const uses = bound.needs(record).flatMap(({ lookup, key }): MadeRow[] => {
    if (!changing.has(lookup)) return [];
    const place = usePlace(scope.record.key, lookup, key, user);
    return [{ ...place, table: '@used', body: '', hash: '', wide: false }];
  });
  const entries = bound.provides(record).map(({ lookup, key, value }): MadeRow => {
    const body = JSON.stringify(value);
    return {
      ...lookupPlace(scope.record.key, lookup, key),
      table: lookupTable(lookup),
      body,
      hash: digest(body),
      wide: false,
    };
  });
  const rows = bound.convert(record, find).map((row): MadeRow => {
    const checked = checkRow(row);
    if ('refused' in checked) throw new TypeError(checked.refused);
    const body = JSON.stringify(checked.values);
    const wide = isWide(scope.plugin, checked.table);
    const owner = wide ? connectionOwner(scope.record) : scope.record.key;
    return { ...domainPlace(checked.table, owner, checked.key), table: checked.table, body, hash: digest(body), wide };
  });
  const distinct = new Map([...entries, ...uses, ...rows].map((row) => [`${row.pk}\n${row.sk}`, row]));
  return [...distinct.values()];
}

async function findAll(domain: TablePort, scope: string, keys: readonly LookupKey[]): Promise<Find> {
  const places = keys.map(({ lookup, key }) => lookupPlace(scope, lookup, key));
  const distinct = new Map(places.map((place) => [`${place.pk}\n${place.sk}`, place]));
  const found = distinct.size > 0 ? await domain.getMany([...distinct.values()]) : [];
  const values = new Map(
    found.filter((item) => item.deleted !== true).map((item) => [`${item.pk}\n${item.sk}`, item.body]),
  );
  return (lookup, key) => {
    const { pk, sk } = lookupPlace(scope, lookup.name, String(key));
    const body = values.get(`${pk}\n${sk}`);
    return typeof body === 'string' ? lookup.value.parse(JSON.parse(body)) : undefined;
  };
}
