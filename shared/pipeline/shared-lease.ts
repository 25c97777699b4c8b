import { places } from '../contract/places.ts';
import { RunHead } from '../contract/run.ts';
import type { WorkItem } from '../contract/work-item.ts';
import { HeldError } from '../errors.ts';
import type { ClockPort, Item, TablePort, Write } from './ports.ts';
import { isOpen } from './run-head.ts';

type Work = Pick<Extract<WorkItem['work'], { kind: 'enrich' }>, 'what' | 'of'>;

/** What taking works with. */
export interface SharedLeasePorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
  readonly isDead?: (head: RunHead) => boolean;
}

const TRIES = 20;

/**
 * Takes what runs share (a connection's derived rows, a product's) until `until`. Somebody else may be at it: then it is
 * marked dirty, the holder does it again, and the answer is no. Within a run, the claim of the item is what excludes. Who
 * resumes has not done again what somebody marked meanwhile: the mark stays.
 */
export async function takeShared(
  ports: SharedLeasePorts,
  work: Work,
  { run, until, isResumed = false }: { readonly run: string; readonly until: number; readonly isResumed?: boolean },
): Promise<boolean> {
  const { table } = ports;
  const place = places.sharedLease(work.what, work.of);
  for (let i = 0; i < TRIES; i += 1) {
    const stored = await table.get(place);
    const isMine = await isFree(ports, stored, run);
    // What was marked before is covered by what is done from now on.
    const dirty = !isMine || (isResumed && stored?.dirty === true);
    const item: Item = isMine ? { ...place, run, until, dirty } : { ...place, ...stored, dirty };
    if ((await table.transact([{ kind: 'put', item, when: asRead(stored) }])) === 'done') return isMine;
  }
  throw new HeldError(`the lease of ${work.what} "${work.of}" is changed by others all the time`);
}

/** Gives it back; no when it was marked meanwhile: then it is still held, unmarked, to be done again. */
export async function giveBackShared(table: TablePort, work: Work, run: string, evenDirty: boolean): Promise<boolean> {
  const place = places.sharedLease(work.what, work.of);
  for (let i = 0; i < TRIES; i += 1) {
    const stored = await table.get(place);
    if (stored?.run !== run) return true;
    const isDirty = stored.dirty === true;
    const item = isDirty && !evenDirty ? { ...stored, dirty: false } : { ...stored, run: '', until: 0, dirty: isDirty };
    if ((await table.transact([{ kind: 'put', item, when: asRead(stored) }])) === 'done') return !isDirty;
  }
  throw new HeldError(`the lease of ${work.what} "${work.of}" is changed by others all the time`);
}

async function isFree({ table, clock, isDead }: SharedLeasePorts, stored: Item | undefined, run: string) {
  const holder = typeof stored?.run === 'string' ? stored.run : '';
  if (!stored || holder === '' || holder === run || Number(stored.until) <= clock.now()) return true;
  const head = await table.get(places.head(holder));
  if (!head) return true;
  const read = RunHead.parse(head);
  // A run ends only when none of its claims lives.
  return !isOpen(read) || isDead?.(read) === true;
}

function asRead(stored: Item | undefined): NonNullable<Write['when']> {
  if (!stored) return { absent: true };
  const { run, until, dirty } = stored;
  return { equals: { run: String(run), until: Number(until), dirty: dirty === true } };
}
