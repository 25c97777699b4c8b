import { limitConcurrency } from './limit-concurrency.ts';
import type { Item, ItemPage, TablePort } from './ports.ts';

/** Where to begin, and in which direction. */
export interface MergeRange {
  /** Begins behind this key. */
  readonly after?: string;
  readonly descending?: boolean;
}

/** Rows that are handed on at a time. */
const STRETCH = 64;
/** What is held of all partitions together, in characters; as much again is on its way. */
const HELD = 2 * 1024 * 1024;
/** Tells which partitions have rows at all, and how large these are. */
const FIRST_PAGE = 20;
const LARGEST_PAGE = 1_000;

interface Reader {
  readonly partition: string;
  items: readonly Item[];
  at: number;
  following: Promise<ItemPage> | undefined;
}

/**
 * The rows of partitions in the order of their keys, in stretches. Of a key that several partitions hold, the row that was
 * observed last, and one that lives before one that is deleted. Each partition lies sorted: a few rows of each are held.
 */
export async function* mergePartitions(
  table: TablePort,
  partitions: readonly string[],
  { after, descending = false }: MergeRange = {},
): AsyncIterable<readonly Item[]> {
  const isBefore = descending ? (a: string, b: string) => a > b : (a: string, b: string) => a < b;
  let share = FIRST_PAGE;
  const ask = (partition: string, behind: string | undefined): Promise<ItemPage> => {
    const range = { limit: share, descending, ...(behind !== undefined && { after: behind }) };
    const page = table.query(partition, range);
    // It is waited for later, or never when nobody reads on.
    page.catch(() => undefined);
    return page;
  };
  /** Whether there is more. */
  const fill = async (reader: Reader): Promise<boolean> => {
    while (reader.following) {
      const { items, last } = await reader.following;
      reader.items = items;
      reader.at = 0;
      reader.following = last === undefined ? undefined : ask(reader.partition, last);
      if (items.length > 0) return true;
    }
    return false;
  };

  const atOnce = limitConcurrency(16);
  const opened = partitions.map((partition) =>
    atOnce(
      async (): Promise<Reader> => ({
        partition,
        items: [],
        at: 0,
        following: Promise.resolve(await ask(partition, after)),
      }),
    ),
  );
  const readers: Reader[] = [];
  for (const reader of await Promise.all(opened)) if (await fill(reader)) readers.push(reader);
  share = shareOf(readers);
  const heap = heapOf(readers, (a, b) => isBefore(headOf(a).sk, headOf(b).sk));

  let stretch: Item[] = [];
  let held: Item | undefined;
  for (let reader = heap.first(); reader; reader = heap.first()) {
    const item = headOf(reader);
    if (held?.sk === item.sk) held = latest(held, item);
    else {
      if (held) stretch.push(held);
      held = item;
    }
    reader.at += 1;
    if (reader.at < reader.items.length || (await fill(reader))) heap.sink();
    else heap.drop();
    if (stretch.length < STRETCH) continue;
    yield stretch;
    stretch = [];
  }
  if (held) stretch.push(held);
  if (stretch.length > 0) yield stretch;
}

function headOf({ items, at }: Reader): Item {
  const item = items[at];
  if (!item) throw new TypeError('a partition was read beyond its end');
  return item;
}

/** How many rows of each partition fit. */
function shareOf(readers: readonly Reader[]): number {
  const seen = readers.flatMap(({ items }) => items);
  const characters = seen.reduce((sum, { body }) => sum + (typeof body === 'string' ? body.length : 0), 0);
  const each = Math.max(characters / Math.max(seen.length, 1), 200);
  return Math.min(Math.max(Math.floor(HELD / each / Math.max(readers.length, 1)), 2), LARGEST_PAGE);
}

/** Of two rows of one key, the one that counts: as SQL has it of the lake. */
function latest(a: Item, b: Item): Item {
  if ((a.deleted === true) !== (b.deleted === true)) return a.deleted === true ? b : a;
  return orderOf(a) < orderOf(b) ? b : a;
}

const orderOf = ({ version, observedAt, raw }: Item): string => `${version ?? ''}|${observedAt ?? ''}|${raw ?? ''}`;

/** A binary heap of which only the first element ever changes. */
function heapOf<T>(elements: readonly T[], isBefore: (a: T, b: T) => boolean) {
  const heap = [...elements].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  /** The first one has become larger: it moves to where it belongs. */
  const sink = (): void => {
    const [moving] = heap;
    if (moving === undefined) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      let smaller = heap[child];
      const other = heap[child + 1];
      if (smaller !== undefined && other !== undefined && isBefore(other, smaller)) {
        smaller = other;
        child += 1;
      }
      if (smaller === undefined || !isBefore(smaller, moving)) break;
      heap[at] = smaller;
      at = child;
    }
    heap[at] = moving;
  };
  return {
    first: () => heap[0],
    sink,
    drop: () => {
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return;
      heap[0] = last;
      sink();
    },
  };
}
