import { places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import type { WorkItem } from '../contract/work-item.ts';
import { chunk } from './collect-items.ts';
import { toValue } from './deep-json.ts';
import { connectionOwner, PEOPLE, projectOwner } from './domain-places.ts';
import { digest } from './identity.ts';
import { addItem, type Done, makeItem } from './ledger.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { connectionOf } from './plan-enrich.ts';
import type { TablePort } from './ports.ts';
import { holds, listProjects, namedScope } from './projects.ts';
import { plannedBy } from './totals.ts';
import { unpublishedOf } from './unpublished.ts';

/** Items of one transaction. */
const A_PART = 60;
/** Owners that are looked at together. */
const CONCURRENCY = 16;
/** What a run is called in the report beside its streams. */
const STREAM = 'publish';

/**
 * When everything before is drained, derived rows too: adds an item for each owner of whose rows something is not in the lake.
 * Answers whether there is anything to do; it is planned once, whoever ticks, and a run that changed nothing publishes nothing.
 */
export async function planPublish(table: TablePort, head: RunHead): Promise<'planned' | 'nothing'> {
  const marker = places.publishPlan(head.run);
  if (head.scopes.length === 0 || (await table.get(marker))) return 'nothing';
  const inTurn = limitConcurrency(CONCURRENCY);
  const owners = await ownersOf(table, head);
  const wanted = await Promise.all([...owners].map(([of, scope]) => inTurn(() => itemsFor(table, head, of, scope))));
  const items = wanted.flat();
  if (items.length === 0) return 'nothing';
  const isNow = { kind: 'check', place: places.head(head.run), when: { equals: { tick: head.tick } } } as const;
  // A part is named by what it plans: after an interruption other owners may be left.
  for (const some of chunk(items, A_PART)) {
    const name = digest(some.map(({ id }) => id).join('\n'), 16);
    const done: Done = { scope: head.scopes[0]?.key ?? '-', stream: STREAM, counts: {}, stages: plannedBy(some) };
    await table.transact([
      isNow,
      { kind: 'put', item: { ...marker, sk: `${marker.sk}#${name}` }, when: { absent: true } },
      { kind: 'put', item: { pk: places.done(head.run), sk: `planned#${STREAM}#${name}`, done: toValue(done) } },
      ...some.map(addItem),
    ]);
  }
  await table.transact([isNow, { kind: 'put', item: marker }]);
  return 'planned';
}

/** Whose rows a run may have changed, each with a scope by which the dispatcher finds the work. */
async function ownersOf(table: TablePort, head: RunHead): Promise<ReadonlyMap<string, string>> {
  const scopes = head.scopes.map(namedScope);
  const projects = (await listProjects(table)).flatMap((project): [string, string][] => {
    const first = scopes.find((scope) => holds(project, scope));
    return first ? [[projectOwner(project.name), first.key]] : [];
  });
  return new Map([
    ...scopes.map(({ key }): [string, string] => [PEOPLE, key]),
    ...projects,
    ...scopes.map((scope): [string, string] => [connectionOwner(scope), scope.key]),
    ...scopes.map(({ key }): [string, string] => [key, key]),
  ]);
}

async function itemsFor(table: TablePort, head: RunHead, of: string, scope: string): Promise<readonly WorkItem[]> {
  // What is older than marks are is found by looking for it, once.
  const isNew = (await table.get(places.inLake(of))) === undefined;
  if (!isNew && (await unpublishedOf({ table }, of, head.run)).length === 0) return [];
  const lane = { run: head.run, connection: connectionOf(head, scope), scope, stream: STREAM };
  return [makeItem({ ...lane, work: { kind: 'publish', of } })];
}
