import { places } from '../contract/places.ts';
import type { DeadItem, RunHead } from '../contract/run.ts';
import type { RequestRecord, WorkItem } from '../contract/work-item.ts';
import { toItem, toValue } from './deep-json.ts';
import { factOf, type Tell } from './fact.ts';
import { againKey } from './identity.ts';
import { type Done, nameOf } from './ledger.ts';
import type { ClockPort, Item, TablePort, Write } from './ports.ts';

const stageOf = (item: WorkItem): DeadItem['stage'] => (item.work.kind === 'expand' ? 'extract' : item.work.kind);

/**
 * The writes that put an item's work where the next run takes it up again. Extract and convert need no request; requests
 * are planned anew from the lists that every run reads, but for the late ones.
 */
export function leaveFor(item: WorkItem): readonly Write[] {
  if (item.work.kind === 'collect') {
    const late = item.work.requests.filter((request) => request.late && request.again === undefined);
    return late.map((request) => ({ kind: 'put', item: againRow(item.scope, item.stream, request) }));
  }
  // What a run that was cut off has read does not tell what is gone.
  if (item.work.kind === 'expand' && item.work.what === 'missing') return [];
  // The next run enriches what this one did not come to.
  if (item.work.kind === 'enrich') return [];
  // What is not in the lake is marked.
  if (item.work.kind === 'publish') return [];
  const { of = item.run } = item.work.kind === 'expand' ? item.work : {};
  const work = item.work.kind === 'expand' && item.work.what === 'once' ? { ...item.work, of } : item.work;
  const sk = nameOf(item.scope, item.stream, work);
  return [
    {
      kind: 'put',
      item: toItem({ pk: places.left(item.scope), sk, stream: item.stream, rank: item.rank, work: toValue(work) }),
    },
  ];
}

/** A request on the ask-again list. */
export function againRow(scope: string, stream: string, request: RequestRecord): Item {
  const { attempts: _, ...rest } = request;
  const again = againKey(request.target);
  return toItem({ ...places.again(scope, stream, again), stream, key: again, request: toValue({ ...rest, again }) });
}

/** Ends an item that nobody holds: it is in the report with its reason, and what can be taken up again is kept. */
export async function bury(
  { table, clock, tell }: { table: TablePort; clock: ClockPort; tell?: Tell },
  head: RunHead,
  item: WorkItem,
  why: { kind: DeadItem['kind']; reason: string },
): Promise<void> {
  const requests = item.work.kind === 'collect' ? item.work.requests : [];
  const lost = Math.max(1, requests.length);
  const dead: DeadItem = {
    id: item.id,
    scope: item.scope,
    stream: item.stream,
    stage: stageOf(item),
    ...why,
    attempts: item.attempts,
    target: requests[0]?.target ?? '',
    status: 0,
    body: '',
    at: clock.now(),
  };
  const done: Done = {
    scope: item.scope,
    stream: item.stream,
    counts: { dead: lost },
    stages: { [stageOf(item)]: { dead: lost } },
  };
  await table.transact([
    { kind: 'check', place: places.head(head.run), when: { equals: { tick: head.tick } } },
    {
      kind: 'delete',
      place: { pk: item.pk, sk: item.sk },
      when: { equals: { grantTick: item.grantTick, claimUntil: item.claimUntil, attempts: item.attempts } },
    },
    {
      kind: 'put',
      item: toItem({ pk: places.dead(head.run), sk: item.id, ...dead, requests: toValue(requests) }),
    },
    { kind: 'put', item: { pk: places.done(head.run), sk: `${item.id}#buried`, done: toValue(done) } },
    ...leaveFor(item),
  ]);
  tell?.(factOf(item, 'item given up', why));
}
