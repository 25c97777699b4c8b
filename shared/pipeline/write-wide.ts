import { limitConcurrency } from './limit-concurrency.ts';
import type { Item, TablePort } from './ports.ts';

/** A row that several scopes may write, with the order of its observation. */
export interface WideWrite {
  readonly row: Item;
  readonly order: string;
}

const CONCURRENCY = 16;
const TRIES = 10;

/**
 * Puts rows one by one, each on condition that it replaces an older or other one. Answers how many were written; `touch` is
 * called before a record is changed.
 */
export async function writeWide(
  domain: TablePort,
  writes: readonly WideWrite[],
  touch: () => Promise<void>,
): Promise<number> {
  const latest = new Map<string, WideWrite>();
  for (const write of writes) {
    const name = `${write.row.pk}\n${write.row.sk}`;
    const before = latest.get(name);
    if (!before || before.order <= write.order) latest.set(name, write);
  }
  const inTurn = limitConcurrency(CONCURRENCY);
  const stored = await domain.getMany([...latest.values()].map(({ row: { pk, sk } }) => ({ pk, sk })));
  const known = new Map(stored.map((item) => [`${item.pk}\n${item.sk}`, item]));
  const outcomes = await Promise.all(
    [...latest].map(([name, write]) => inTurn(() => writeOne(domain, write, known.get(name), touch))),
  );
  return outcomes.filter((wrote) => wrote).length;
}

async function writeOne(
  domain: TablePort,
  { row, order }: WideWrite,
  known: Item | undefined,
  touch: () => Promise<void>,
): Promise<boolean> {
  let before = known;
  for (let i = 0; i < TRIES; i += 1) {
    const change = before ? changeOf(row, order, before) : 'content';
    if (change === 'none') return false;
    if (change === 'content') await touch();
    const when = before
      ? { equals: { order: String(before.order), hash: String(before.hash) } }
      : { absent: true as const };
    if ((await domain.transact([{ kind: 'put', item: row, when }])) === 'done') return change === 'content';
    before = await domain.get({ pk: row.pk, sk: row.sk });
  }
  return false;
}

/**
 * What a row would change. One that is seen again as it was raises the order all the same: else an older observation
 * that another scope writes late would replace it.
 */
function changeOf(row: Item, order: string, before: Item): 'content' | 'order' | 'none' {
  const theirs = String(before.order);
  if (before.hash === row.hash && before.deleted !== true) return order > theirs ? 'order' : 'none';
  return order >= theirs ? 'content' : 'none';
}
