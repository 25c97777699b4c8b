import { places } from '../contract/places.ts';
import { RunHead } from '../contract/run.ts';
import { claimsLive, clearItems } from './leftovers.ts';
import type { ClockPort, TablePort } from './ports.ts';
import { changeHead, isOpen } from './run-head.ts';

/** A run whose last tick is older than this may be dead. */
const OLD_HEARTBEAT = 5 * 60_000;
/** No function lives longer, so no claim and no call that was begun before is alive after it. */
const LONGEST_FUNCTION = 15 * 60_000;

/** Whether the scope is ours, under which epoch, or who holds it. */
export type Lease = { readonly kind: 'taken'; readonly epoch: number } | { readonly kind: 'held'; readonly by: string };

/** What taking a lease works with; `isDead` is told by a runtime that knows (a laptop: its process is gone). */
export interface LeasePorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
  readonly isDead?: (head: RunHead) => boolean;
  /** Gives a run that has ended its report; may be repeated. */
  readonly report: (run: string) => Promise<unknown>;
}

/**
 * Takes a scope's lease for a run, with the next epoch. It is free, ours already, or held by a run that has ended or is
 * dead: that one then ends `superseded`, its unfinished derivation work kept, with its report like any other.
 */
export async function takeLease(ports: LeasePorts, run: string, scope: string): Promise<Lease> {
  const { table } = ports;
  const place = places.lease(scope);
  const stored = await table.get(place);
  const holder = typeof stored?.run === 'string' ? stored.run : '';
  const epoch = typeof stored?.epoch === 'number' ? stored.epoch : 0;
  if (holder === run) return { kind: 'taken', epoch };
  const head = holder === '' ? undefined : await table.get(places.head(holder));
  if (head) {
    if (!(await isOver(ports, RunHead.parse(head)))) return { kind: 'held', by: holder };
    await ports.report(holder);
    const now = await table.get(place);
    if (now?.run !== holder) return takeLease(ports, run, scope);
  }
  const outcome = await table.transact([
    {
      kind: 'put',
      item: { ...place, run, epoch: epoch + 1 },
      when: stored ? { equals: { run: holder, epoch } } : { absent: true },
    },
  ]);
  return outcome === 'done' ? { kind: 'taken', epoch: epoch + 1 } : takeLease(ports, run, scope);
}

/**
 * Whether a holder has ended; a dead one is ended here. It ends first and loses its items then: should it live after
 * all, it must not find itself drained. A claim that was taken in between is waited for.
 */
async function isOver(ports: LeasePorts, head: RunHead): Promise<boolean> {
  const { table, clock } = ports;
  const { run } = head;
  if (!isOpen(head)) return head.state !== 'superseded' || clearItems(table, clock, run);
  const silence = clock.now() - head.tickAt;
  const dead = ports.isDead?.(head) ?? (silence > OLD_HEARTBEAT && silence > LONGEST_FUNCTION);
  if (!dead || (await claimsLive(table, clock, run))) return false;
  const ended = await changeHead(table, run, (before) => {
    // A tick since then shows that it lives after all.
    if (!isOpen(before) || before.tick !== head.tick) return undefined;
    return { ...before, state: 'superseded', endedAt: clock.now() };
  });
  return !isOpen(ended) && clearItems(table, clock, run);
}

/** Gives a scope's lease back; the epoch stays, so that the next one is greater. */
export async function releaseLease(table: TablePort, run: string, scope: string, epoch: number): Promise<void> {
  const item = { ...places.lease(scope), run: '', epoch };
  await table.transact([{ kind: 'put', item, when: { equals: { run, epoch } } }]);
}
