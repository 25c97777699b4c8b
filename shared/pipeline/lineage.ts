import { tables } from '../domain/tables.ts';
import { issueChangelogs } from '../domain/ticket.ts';
import { derivedOf, type MadeOf, madeOfChanges } from '../enrich/derived-of.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import type { PluginHead } from '../plugin-sdk/plugin.ts';
import { domainPlace, PEOPLE, projectOwner } from './domain-places.ts';
import { isCollected, rowsIn } from './enrich-rows.ts';
import type { Item, ObjectPort, TablePort } from './ports.ts';
import { readSource, type Source } from './raw-source.ts';
import { ownersOf, recordOf, type StoredRecord } from './read-data.ts';
import { segmentCache } from './segment.ts';

/** Where a row comes from: the vendor's answer that it was mapped from, or the rows that it was derived of. */
export interface Lineage {
  readonly record: StoredRecord;
  /** Derived by enrich: no answer of a vendor has it, but those of the rows that it was made of. */
  readonly isDerived: boolean;
  /** Absent for a derived row. */
  readonly source?: Source;
  readonly madeOf: readonly Lineage[];
}

interface LineagePorts {
  readonly plugins: ReadonlyMap<string, PluginHead>;
  readonly table: TablePort;
  readonly domain: TablePort;
  readonly objects: ObjectPort;
}

/** Rows that one question answers with: those that share the beginning of a key, such as the labels of an issue. */
const MOST = 100;
/** Derived rows are made of derived rows: a pull request's cycle of a deployment of a pipeline. */
const DEEPEST = 3;
/** Changes are not found by their issue: so many are looked through. */
const MOST_CHANGES = 50_000;

/**
 * From rows of a table to the vendor's own JSON. `key` holds the values of the table's key, or its first ones: then every row
 * that begins with them is answered, at most a hundred. Of what was deleted, it is the answer that said so.
 *
 * @throws InvalidInputError when there is no such table or its key is shorter; NotFoundError when there is no such row
 */
export async function lineageOf(
  ports: LineagePorts,
  table: string,
  key: readonly string[],
): Promise<readonly Lineage[]> {
  const columns = tables.get(table)?.key ?? [];
  const found = await rowsAt(ports, table, key);
  if (found.length === 0)
    throw new NotFoundError(
      `there is no row of ${table} with ${key.map((value, i) => `${columns[i]} "${value}"`).join(' and ')}`,
    );
  const segment = segmentCache(ports.objects);
  return Promise.all(found.map((item) => lineageOfRow({ ...ports, segment }, table, item, DEEPEST)));
}

/**
 * The key of a row as a person writes it in one word: the id; where the key has several columns, their values percent-encoded
 * and joined by `/`, from the first on.
 */
export const keyOfText = (table: string, text: string): readonly string[] =>
  (tables.get(table)?.key.length ?? 1) === 1 ? [text] : text.split('/').map(decoded);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidInputError(`"${text}" is no part of a key: write "%25" for a percent sign`);
  }
}

type Reading = LineagePorts & { readonly segment: ReturnType<typeof segmentCache> };

async function lineageOfRow(ports: Reading, table: string, item: Item, depth: number): Promise<Lineage> {
  const record = await recordOf(ports, table, item);
  if (isCollected({ item })) {
    const source = await readSource(ports, record.raw);
    return { record, isDerived: false, madeOf: [], ...(source && { source }) };
  }
  if (depth === 0 || record.deleted) return { record, isDerived: true, madeOf: [] };
  const named = (derivedOf.get(table) ?? []).flatMap((of) => placed(of, record));
  if (table === 'project_mapping')
    named.push({ table: String(record.values.table), key: [String(record.values.rowId)] });
  const rows = await Promise.all(
    named.map(async (of) => (await rowsAt(ports, of.table, of.key)).map((row) => ({ table: of.table, row }))),
  );
  const changes = madeOfChanges.has(table) ? await changesOf(ports, record) : [];
  const made = [...rows.flat(), ...changes.map((row) => ({ table: issueChangelogs.name, row }))];
  return {
    record,
    isDerived: true,
    madeOf: await Promise.all(made.map((one) => lineageOfRow(ports, one.table, one.row, depth - 1))),
  };
}

function placed({ table, columns }: MadeOf, { values }: StoredRecord) {
  const key = columns.map((column) => values[column]).filter((value) => typeof value === 'string');
  return key.length === columns.length ? [{ table, key }] : [];
}

async function rowsAt(ports: LineagePorts, table: string, key: readonly string[]): Promise<readonly Item[]> {
  const columns = tables.get(table)?.key.length ?? 0;
  const owners = await ownersAt(ports, table, key[0] ?? '');
  if (key.length === 0 || key.length > columns)
    throw new InvalidInputError(`the key of ${table} is ${tables.get(table)?.key.join(', ')}: give these values`);
  const sk = key.map(encodeURIComponent).join('/');
  const places = owners.map((owner) => domainPlace(table, owner, sk));
  if (key.length === columns) return ports.domain.getMany(places);
  const pages = await Promise.all(places.map(({ pk }) => ports.domain.query(pk, { prefix: `${sk}/`, limit: MOST })));
  return pages.flatMap(({ items }) => items).slice(0, MOST);
}

/** Owners whose rows have such an id: most ids name their connection. */
async function ownersAt(ports: LineagePorts, table: string, id: string): Promise<readonly string[]> {
  const owners = await ownersOf(ports, { table });
  const [plugin = '', , connection = ''] = id.split(':');
  if (!ports.plugins.has(plugin)) return owners;
  const lane = `${encodeURIComponent(plugin)}/${encodeURIComponent(connection)}`;
  const near = owners.filter((owner) => owner === lane || owner.startsWith(`${lane}/`));
  // What is derived for a product may begin with the id of anything.
  const shared = owners.filter((owner) => owner === PEOPLE || owner.startsWith(projectOwner('')));
  return near.length > 0 ? [...near, ...shared] : owners;
}

/** The changes of an issue at the moments at which an interval of its history begins or ends. */
async function changesOf(ports: LineagePorts, { values }: StoredRecord): Promise<readonly Item[]> {
  const issue = String(values.issueId);
  const owners = await ownersAt(ports, issueChangelogs.name, issue);
  const moments = new Set([values.startDate, values.endDate]);
  const found: Item[] = [];
  let read = 0;
  for await (const { values: change, item } of rowsIn(ports, issueChangelogs, owners)) {
    read += 1;
    if (change.issueId === issue && moments.has(change.createdDate))
      found.push({ ...item, pk: String(item.pk), sk: String(item.sk) });
    if (read >= MOST_CHANGES) break;
  }
  return found;
}
