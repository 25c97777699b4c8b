import { places } from '../contract/places.ts';
import type { RunHead, Totals } from '../contract/run.ts';
import { rank, type WorkItem } from '../contract/work-item.ts';
import { chunk } from './collect-items.ts';
import { toValue } from './deep-json.ts';
import { connectionOwner } from './domain-places.ts';
import { readTotals } from './fold.ts';
import { digest } from './identity.ts';
import { addItem, type Done, makeItem } from './ledger.ts';
import type { TablePort, Write } from './ports.ts';
import { holds, listProjects, type NamedScope, namedScope } from './projects.ts';
import { plannedBy } from './totals.ts';

/** The code of the enrichers: when it is raised, every scope is enriched anew by its next run. */
const ENRICHERS = 1;
/** Writes of one transaction, beside the check of the tick. */
const A_PART = 60;
/** What a run is called in the report beside its streams. */
const STREAM = 'enrich';

/**
 * When everything before is drained: adds the items that enrich what the run has changed. First the scopes; when these are
 * drained, too, their connections, then the products, which read what was derived for those. Answers whether there is
 * anything to do. Each phase is planned once, whoever ticks. When all is done, the scopes are up to date as of this run's epoch.
 */
export async function planEnrich(table: TablePort, head: RunHead): Promise<'planned' | 'nothing'> {
  const totals = await readTotals(table, head.run);
  const touched = await touchedScopes(table, head, totals);
  const scopes = scopeItems(head, touched);
  if ((await planPhase(table, head, 'scopes', scopes)) === 'planned') return 'planned';
  const changed = head.scopes.filter(({ key }) => touched.has(key)).map(namedScope);
  if ((await planPhase(table, head, 'connections', connectionItems(head, changed))) === 'planned') return 'planned';
  if ((await planPhase(table, head, 'projects', await projectItems(table, head, changed))) === 'planned')
    return 'planned';
  // What was given up is done by the next run, whether it changes anything or not.
  if (totals.stages.enrich.dead > 0) return 'nothing';
  for (const writes of chunk(enrichedRows(head), A_PART)) await table.transact([isNow(head), ...writes]);
  if (touched.size > 0)
    await table.writeMany(
      [],
      [...touched].map((scope) => places.touched(scope, head.run)),
    );
  return 'nothing';
}

const isNow = (head: RunHead): Write => ({
  kind: 'check',
  place: places.head(head.run),
  when: { equals: { tick: head.tick } },
});

async function planPhase(
  table: TablePort,
  head: RunHead,
  phase: 'scopes' | 'connections' | 'projects',
  items: readonly WorkItem[],
): Promise<'planned' | 'nothing'> {
  if (items.length === 0) return 'nothing';
  const marker = places.enrichPlan(head.run, phase);
  if (await table.get(marker)) return 'nothing';
  const done: Done = { scope: head.scopes[0]?.key ?? '-', stream: STREAM, counts: {}, stages: plannedBy(items) };
  const writes: readonly Write[] = [
    { kind: 'put', item: { pk: places.done(head.run), sk: `planned#${STREAM}#${phase}`, done: toValue(done) } },
    ...items.map(addItem),
  ];
  // A part that is there was added by an attempt before: its items may be done by now.
  for (const [part, some] of chunk(writes, A_PART).entries())
    await table.transact([
      isNow(head),
      { kind: 'put', item: { ...marker, sk: `${marker.sk}#${part}` }, when: { absent: true } },
      ...some,
    ]);
  await table.transact([isNow(head), { kind: 'put', item: marker }]);
  return 'planned';
}

/**
 * Scopes of which something was written or removed, or whose last run did not come so far that it enriched them: epochs
 * follow one another.
 */
async function touchedScopes(table: TablePort, head: RunHead, totals: Totals): Promise<ReadonlySet<string>> {
  const rows = await table.getMany(head.scopes.map(({ key }) => places.enriched(key)));
  const before = new Map(rows.map((row) => [row.pk, row]));
  // Counts do not tell: what an attempt wrote before it failed, the next one finds unchanged.
  const marks = await table.getMany(head.scopes.map(({ key }) => places.touched(key, head.run)));
  const changed = new Set(marks.map(({ pk }) => pk));
  return new Set(
    head.scopes.flatMap(({ key, epoch }) => {
      const row = before.get(places.enriched(key).pk);
      const isUpToDate = row?.enrichers === ENRICHERS && (row.epoch === epoch - 1 || row.epoch === epoch);
      const isChanged = isCounted(totals, key) || changed.has(places.touched(key, head.run).pk);
      return isUpToDate && !isChanged ? [] : [key];
    }),
  );
}

const isCounted = (totals: Totals, scope: string): boolean =>
  Object.entries(totals.streams).some(
    ([name, { written, deleted }]) =>
      name.startsWith(`${scope}#`) && name !== `${scope}#${STREAM}` && written + deleted > 0,
  );

const enrichedRows = (head: RunHead): readonly Write[] =>
  head.scopes.map(({ key, epoch }) => ({
    kind: 'put',
    item: { ...places.enriched(key), epoch, enrichers: ENRICHERS, run: head.run },
  }));

const laneOf = (scope: string) => scope.split('/').slice(0, 2).join('/');

const scopeItems = (head: RunHead, touched: ReadonlySet<string>): readonly WorkItem[] =>
  [...touched].map((scope) => {
    const lane = { run: head.run, connection: connectionOf(head, scope), scope, stream: STREAM };
    return makeItem({ ...lane, rank: rank.enrich, work: { kind: 'enrich', what: 'scope', of: scope } });
  });

function connectionItems(head: RunHead, changed: readonly NamedScope[]): readonly WorkItem[] {
  const connections = new Map(changed.map((scope) => [connectionOwner(scope), scope]));
  return [...connections].map(([of, { key }]) => itemOf(head, key, 'connection', of));
}

async function projectItems(
  table: TablePort,
  head: RunHead,
  changed: readonly NamedScope[],
): Promise<readonly WorkItem[]> {
  const items: WorkItem[] = [];
  for (const project of changed.length > 0 ? await listProjects(table) : []) {
    const [first] = changed.filter((scope) => holds(project, scope));
    if (first) items.push(itemOf(head, first.key, 'project', project.name));
  }
  return items;
}

function itemOf(head: RunHead, scope: string, what: 'connection' | 'project', of: string): WorkItem {
  const lane = { run: head.run, connection: connectionOf(head, scope), scope, stream: STREAM };
  return makeItem({ ...lane, rank: rank.enrich, work: { kind: 'enrich', what, of } });
}

/** The connection under which the dispatcher finds the item. */
export const connectionOf = (head: RunHead, scope: string): string => {
  const found = head.connections.find(
    ({ plugin, name }) => laneOf(scope) === connectionOwner({ plugin, connection: name }),
  );
  return found ? `${found.plugin}/${found.name}` : digest(scope);
};
