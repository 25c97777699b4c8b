import { parquetReadObjects } from 'hyparquet';
import { columnsOf } from '../../shared/domain/columns.ts';
import { tables } from '../../shared/domain/tables.ts';
import { filesOf, readPublished } from '../../shared/lake/manifest.ts';
import type { ObjectPort, TablePort } from '../../shared/pipeline/ports.ts';
import { recordOf } from '../../shared/pipeline/read-data.ts';

/** Where a lake and what it was made of lie. */
export interface LakeStore {
  readonly control: TablePort;
  readonly domain: TablePort;
  readonly objects: Pick<ObjectPort, 'get'>;
}

/** The rows that the lake holds of a table, as DuckDB would read them. */
export async function rowsOfLake(
  { control, objects }: LakeStore,
  table: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const files = filesOf(await readPublished(control, table));
  const read = files.map(async (key) => parquetReadObjects({ file: new Uint8Array(await objects.get(key)).buffer }));
  return (await Promise.all(read)).flat();
}

const plain = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? Number(value) : value;
};

/** What tells a row of the lake from another one: every cell that is there. */
const textOf = (cells: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    Object.entries(cells)
      .map(([name, value]) => [name, plain(value)] as const)
      .filter(([, value]) => value !== null && value !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

/** In what the lake is not what the domain table holds, of these tables: nothing, after a run that completed. */
export async function lakeDifferences(store: LakeStore, names: readonly string[]): Promise<readonly string[]> {
  const wanted = new Map<string, string>();
  for await (const item of store.domain.scan()) {
    const table = tables.get(item.pk.split('|')[0] ?? '');
    if (!table || !names.includes(table.name)) continue;
    const { values, run, observedAt, deleted } = await recordOf({ objects: withList(store.objects) }, table.name, item);
    const cells = Object.fromEntries(
      columnsOf(table).map(({ name, field, type }) => {
        const value = values[field];
        return [name, type === 'time' && typeof value === 'string' ? new Date(value) : value];
      }),
    );
    const origin = { _run_id: run, _collected_at: new Date(observedAt), gone: deleted };
    wanted.set(`${item.pk} ${item.sk}`, `${table.name} ${textOf({ ...cells, ...origin })}`);
  }
  const left = [...wanted.values()];
  const found: string[] = [];
  for (const name of names)
    for (const { _raw, _source_updated_at, _converter, _deleted_at, ...cells } of await rowsOfLake(store, name)) {
      const text = `${name} ${textOf({ ...cells, gone: _deleted_at !== null })}`;
      const at = left.indexOf(text);
      if (at < 0) found.push(`lake: has what is not there: ${text}`);
      else left.splice(at, 1);
    }
  return [...found, ...left.map((text) => `lake: lacks ${text}`)];
}

const withList = (objects: Pick<ObjectPort, 'get'>): ObjectPort => ({
  get: objects.get,
  put: () => Promise.reject(new TypeError('a look changes nothing')),
  async *list() {},
});
