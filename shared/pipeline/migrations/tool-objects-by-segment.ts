import { places } from '../../contract/places.ts';
import { RunHead } from '../../contract/run.ts';
import { ScopeRecord } from '../../contract/stored.ts';
import { toItem, toValue } from '../deep-json.ts';
import { rowsOf } from '../expand.ts';
import { digest } from '../identity.ts';
import { type Migration, type MigrationSources, stretchOf } from '../migration.ts';
import type { Item, TablePort, Write } from '../ports.ts';
import { isOpen } from '../run-head.ts';
import { derivationOf, openScope, scopeDerivation } from '../scopes.ts';

/** No code has this derivation: a scope that has it is derived again from raw by its next run. */
const BEFORE_FORMAT_2 = 'before format 2';

/**
 * The first version indexed a tool object by the item that made it, so that a segment that was extracted twice had two of
 * them, and converting both made rows of the older code win at random. It also remembered neither which run mentioned
 * what is asked for once a key, nor what a record had looked up: the one is made of the index, the other by deriving the
 * scope again from raw.
 */
export const toolObjectsBySegment: Migration = {
  id: '2-tool-objects-by-segment',
  format: 2,
  says: 'a segment has one tool object, which says under which code and mapping it was made',
  batch: async (sources, cursor) => {
    const { table } = sources;
    const scopes = new Map<string, Item>();
    for await (const row of rowsOf(table, 'scopes')) scopes.set(places.tools(String(row.sk)), rowAt('scopes', row));
    const { rows, next } = await stretchOf(table, [...scopes.keys()], cursor);
    const [first] = rows;
    const scope = first && scopes.get(first.pk);
    if (!first || !scope) return { writes: [], rows: 0, next };
    const items = rows.map((row) => rowAt(first.pk, row));
    const old = items.filter(isNamedByItem);
    const writes =
      old.length > 0
        ? [...(await moved(table, scope.sk, old)), ...deriveAgain(scope)]
        : signed(sources, ScopeRecord.parse(scope), items);
    return { writes, rows: old.length > 0 ? old.length : writes.length, next };
  },
};

const rowAt = (pk: string, row: Readonly<Record<string, unknown>>): Item => toItem({ ...row, pk, sk: String(row.sk) });

const isNamedByItem = ({ sk, segment }: Item): boolean => typeof segment === 'string' && sk !== digest(segment);

/** Index rows under their segment's name, the latest run's where there are several; those of open runs tell their mentions. */
async function moved(table: TablePort, scope: string, old: readonly Item[]): Promise<readonly Write[]> {
  const targets = new Map(old.map(({ pk, segment }) => [digest(String(segment)), { pk, sk: digest(String(segment)) }]));
  const there = await table.getMany([...targets.values()]);
  const runs = new Set([...old, ...there].map(({ run }) => String(run)));
  const heads = (await table.getMany([...runs].map(places.head))).map((head) => RunHead.parse(head));
  const begun = new Map(heads.map(({ run, createdAt }) => [run, createdAt]));
  const open = new Set(heads.filter(isOpen).map(({ run }) => run));
  const age = (row: Item): number => begun.get(String(row.run)) ?? 0;
  return [...targets.values()].flatMap((place): readonly Write[] => {
    const before = there.find(({ sk }) => sk === place.sk);
    const same = old.filter(({ segment }) => digest(String(segment)) === place.sk);
    const latest = same.reduce((a, b) => (age(a) <= age(b) ? b : a), before ?? same[0] ?? { ...place });
    const when = before ? { equals: { tool: String(before.tool) } } : ({ absent: true } as const);
    return [
      ...(latest === before ? [] : [{ kind: 'put' as const, item: { ...latest, ...place }, when }]),
      ...same.map(
        ({ pk, sk, tool }): Write => ({ kind: 'delete', place: { pk, sk }, when: { equals: { tool: String(tool) } } }),
      ),
      ...same
        .filter(({ run }) => open.has(String(run)))
        .map(({ sk, run, tool }): Write => {
          const pk = places.mentions(String(run), scope);
          return { kind: 'put', item: { pk, sk: sk.split('#').at(-1) ?? sk, tool: toValue(tool) } };
        }),
    ];
  });
}

/** The scope's records are derived again by its next run. */
function deriveAgain(scope: Item): readonly Write[] {
  const { derivation, rev } = ScopeRecord.parse(scope);
  if (derivation === BEFORE_FORMAT_2) return [];
  const item = { ...scope, derivation: BEFORE_FORMAT_2, rev: rev + 1 };
  return [{ kind: 'put', item, when: rev === 0 ? { below: { rev: 1 } } : { equals: { rev } } }];
}

/** Where everything is derived under the present code and mapping, each tool object was made under them. */
function signed({ plugins }: MigrationSources, record: ScopeRecord, rows: readonly Item[]): readonly Write[] {
  const plugin = plugins.get(record.plugin);
  const scope = plugin && openScope(plugin, record);
  if (!scope || record.derivation !== scopeDerivation(scope)) return [];
  return rows.flatMap((row): readonly Write[] => {
    const stream = scope.streams.find(({ name }) => name === row.stream);
    if (!stream || row.derivation !== undefined) return [];
    const when = { equals: { tool: String(row.tool), derivation: null } };
    return [{ kind: 'put', item: { ...row, derivation: derivationOf(scope, stream) }, when }];
  });
}
