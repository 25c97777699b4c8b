import { places } from '../contract/places.ts';
import { RunHead } from '../contract/run.ts';
import { clearItems } from './leftovers.ts';
import type { ClockPort, TablePort } from './ports.ts';
import { changeHead, isOpen } from './run-head.ts';

/** A run whose last tick is older than this may be dead. */
const OLD_HEARTBEAT = 5 * 60_000;
/** No function lives longer, so no claim and no call that was begun before is alive after it. */
const LONGEST_FUNCTION = 15 * 60_000;

/** Whether the scope is ours, under which epoch and from which run, or who holds it. */
export type Lease =
  | { readonly kind: 'taken'; readonly epoch: number; readonly from: string }
  | { readonly kind: 'held'; readonly by: string };

/** What taking a lease works with; `isDead` is told by a runtime that knows (a laptop: its process is gone). */
export interface LeasePorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
  readonly isDead?: (head: RunHead) => boolean;
}

/**
 * Takes a scope's lease for a run, with the next epoch. It is free, ours already, or held by a run that has ended or is
 * dead: that one then ends `superseded`, its unfinished derivation work kept.
 */
export async function takeLease(ports: LeasePorts, run: string, scope: string): Promise<Lease> {
  const { table } = ports;
  const place = places.lease(scope);
  const stored = await table.get(place);
  const holder = typeof stored?.run === 'string' ? stored.run : '';
  const epoch = typeof stored?.epoch === 'number' ? stored.epoch : 0;
  if (holder === run) return { kind: 'taken', epoch, from: run };
  if (holder !== '' && !(await isOver(ports, holder))) return { kind: 'held', by: holder };
  const outcome = await table.transact([
    {
      kind: 'put',
      item: { ...place, run, epoch: epoch + 1 },
      when: stored ? { equals: { run: holder, epoch } } : { absent: true },
    },
  ]);
  return outcome === 'done' ? { kind: 'taken', epoch: epoch + 1, from: holder } : takeLease(ports, run, scope);
}

/** Whether a holder has ended; a dead one is ended here. */
async function isOver(ports: LeasePorts, holder: string): Promise<boolean> {
  const { table, clock } = ports;
  const stored = await table.get(places.head(holder));
  if (!stored) return true;
  const head = RunHead.parse(stored);
  if (!isOpen(head)) return true;
  const silence = clock.now() - head.tickAt;
  const dead = ports.isDead?.(head) ?? (silence > OLD_HEARTBEAT && silence > LONGEST_FUNCTION);
  if (!dead || !(await clearItems(table, clock, holder))) return false;
  const ended = await changeHead(table, holder, (before) => {
    // A tick since then shows that it lives after all.
    if (!isOpen(before) || before.tick !== head.tick) return undefined;
    return { ...before, state: 'superseded', endedAt: clock.now() };
  });
  return !isOpen(ended);
}

/** Gives a scope's lease back; the epoch stays, so that the next one is greater. */
export async function releaseLease(table: TablePort, run: string, scope: string, epoch: number): Promise<void> {
  const item = { ...places.lease(scope), run: '', epoch };
  await table.transact([{ kind: 'put', item, when: { equals: { run, epoch } } }]);
}
