import { places } from '../contract/places.ts';
import { type RunHead, Totals } from '../contract/run.ts';
import { toItem } from './deep-json.ts';
import type { Done } from './ledger.ts';
import type { TablePort } from './ports.ts';
import { addDone } from './totals.ts';

/** Done records that one transaction folds, beside the totals and the check of the tick. */
const A_FOLD = 90;

/** Reads a run's totals. */
export async function readTotals(table: TablePort, run: string): Promise<Totals> {
  return Totals.parse((await table.get(places.totals(run))) ?? {});
}

/**
 * Folds done records into the totals, adding and removing in one transaction under this tick: of two dispatchers one is
 * refused. Answers whether there were any, and whether some are left.
 */
export async function fold(table: TablePort, head: RunHead): Promise<'nothing' | 'none left' | 'more' | 'refused'> {
  const pk = places.done(head.run);
  const { items, last } = await table.query(pk, { limit: A_FOLD });
  if (items.length === 0) return 'nothing';
  const stored = await table.get(places.totals(head.run));
  let totals = Totals.parse(stored ?? {});
  for (const item of items) {
    const done: Done = asDone(item.done);
    totals = addDone(totals, done);
  }
  const rev = typeof stored?.rev === 'number' ? stored.rev : 0;
  const outcome = await table.transact([
    { kind: 'check', place: places.head(head.run), when: { equals: { tick: head.tick } } },
    {
      kind: 'put',
      item: toItem({ ...places.totals(head.run), ...totals, rev: rev + 1 }),
      when: stored ? { equals: { rev } } : { absent: true },
    },
    ...items.map(({ sk }) => ({ kind: 'delete' as const, place: { pk, sk } })),
  ]);
  if (outcome === 'refused') return 'refused';
  return last === undefined ? 'none left' : 'more';
}

// Done records are written by commit and read only here.
const asDone = (value: unknown): Done => {
  const done: ReturnType<typeof JSON.parse> = value;
  return done;
};
