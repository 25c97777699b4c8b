import { places } from '../../shared/contract/places.ts';
import { RunHead } from '../../shared/contract/run.ts';
import { WorkItem } from '../../shared/contract/work-item.ts';
import { readTotals } from '../../shared/pipeline/fold.ts';
import type { TablePort, Write } from '../../shared/pipeline/ports.ts';
import type { MemoryTable } from '../support/memory-ports.ts';

/** A table that is watched: whenever a run ends, what has to be over is looked at, at that very moment. */
export function watchEnds(control: MemoryTable, now: () => number, violations: string[]): TablePort {
  const endedBy = (write: Write): RunHead | undefined => {
    if (!isHead(write) || write.item.endedAt === null) return undefined;
    return RunHead.parse(write.item);
  };
  return {
    ...control,
    transact: async (writes) => {
      const twice = (await Promise.all(writes.map((write) => heldTwice(control, write)))).flat();
      const ending = writes.flatMap((write) => endedBy(write) ?? []);
      const wasOpen = await Promise.all(
        ending.map(async ({ run }) => (await control.get(places.head(run)))?.endedAt === null),
      );
      const outcome = await control.transact(writes);
      if (outcome === 'done') violations.push(...twice);
      if (outcome === 'done')
        for (const [i, head] of ending.entries())
          if (wasOpen[i]) violations.push(...(await leftAt(control, head, now())));
      return outcome;
    },
  };
}

const isHead = (write: Write): write is Extract<Write, { kind: 'put' }> =>
  write.kind === 'put' && write.item.sk === 'head' && write.item.pk.startsWith('run/');
const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

/** Two open runs that write one scope. */
async function heldTwice(control: MemoryTable, write: Write): Promise<readonly string[]> {
  if (!isHead(write)) return [];
  const stored = await control.get(write.item);
  if (stored && lengthOf(stored.scopes) === lengthOf(write.item.scopes)) return [];
  const head = RunHead.parse(write.item);
  const others = control
    .rows()
    .filter(({ pk, sk }) => sk === 'head' && pk.startsWith('run/'))
    .map((item) => RunHead.parse(item))
    .filter((other) => other.run !== head.run && other.endedAt === null);
  const reported = new Set(control.rows().flatMap(({ pk, sk }) => (sk === 'report' ? [pk] : [])));
  // A run with a report has given its scopes back and is about to end.
  const writing = others.filter(({ pk }) => !reported.has(pk));
  return writing.flatMap((other) =>
    other.scopes
      .filter(({ key }) => head.scopes.some((scope) => scope.key === key))
      .map(({ key }) => `law 4: ${key} is written by ${head.run} and ${other.run}`),
  );
}

/** What an ended run must not leave. */
async function leftAt(control: MemoryTable, head: RunHead, now: number): Promise<readonly string[]> {
  const { run, state } = head;
  const items = control
    .rows()
    .filter(({ pk }) => pk === places.items(run))
    .map((item) => WorkItem.parse(item));
  const done = control.rows().filter(({ pk }) => pk === places.done(run));
  const live = items.filter(({ claimUntil }) => claimUntil > now);
  const found: string[] = [];
  if (state.startsWith('completed') && items.length > 0)
    found.push(`early end: run ${run} is ${state}, and ${items.length} items are left`);
  if (live.length > 0) found.push(`law 4: run ${run} is ${state}, and ${live.length} claims live`);
  if (state !== 'superseded' && state !== 'failed' && done.length > 0)
    found.push(`counters: run ${run} is ${state}, and ${done.length} done records are not folded`);
  return found;
}

/** Looks at everything that has ended: counters, leases, reports, leftovers. */
export async function auditRuns(control: MemoryTable): Promise<readonly string[]> {
  const found: string[] = [];
  for (const item of control.rows().filter(({ pk, sk }) => pk.startsWith('run/') && sk === 'head')) {
    const head = RunHead.parse(item);
    const { run, state } = head;
    if (head.endedAt === null) {
      found.push(`stuck: run ${run} is ${state}`);
      continue;
    }
    if (state === 'failed' && head.scopes.length === 0) continue;
    const { stages } = await readTotals(control, run);
    for (const [stage, { planned, done, dead }] of Object.entries(stages)) {
      const isWhole = state.startsWith('completed');
      if (isWhole ? planned !== done + dead : planned < done + dead)
        found.push(`counters: run ${run} (${state}) ${stage}: planned ${planned}, done ${done}, dead ${dead}`);
    }
    if (!(await control.get(places.report(run)))) found.push(`no report: run ${run} is ${state}`);
    for (const { key } of head.scopes)
      if ((await control.get(places.lease(key)))?.run === run)
        found.push(`lease: run ${run} (${state}) still holds ${key}`);
  }
  return found;
}
