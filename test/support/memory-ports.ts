import { NotFoundError } from '../../shared/errors.ts';
import { checkKey } from '../../shared/local/object-path.ts';
import { holds } from '../../shared/local/row-condition.ts';
import {
  checkDistinct,
  checkPlace,
  checkRange,
  checkTransaction,
  checkTransactionBytes,
  placeOf,
  storedRow,
} from '../../shared/local/row-limits.ts';
import { compareUtf8 } from '../../shared/local/row-order.ts';
import type { Item, ObjectPort, Place, QueueName, QueuePort, Range, TablePort } from '../../shared/pipeline/ports.ts';

/** A table in memory. Rows are kept as JSON, so what was read or put can be changed without changing the table. */
export interface MemoryTable extends TablePort {
  /** Every row, sorted by place. */
  rows(): readonly Item[];
  /** What is in it now, for `load` of this table or of another one. */
  copy(): ReadonlyMap<string, Partition>;
  /** Replaces what is in it. */
  load(copied: ReadonlyMap<string, Partition>): void;
}

/** Objects in memory. */
export interface MemoryObjects extends ObjectPort {
  /** How many there are. */
  count(): number;
  /** What is there now, for `load` of this bucket or of another one. */
  copy(): ReadonlyMap<string, Uint8Array>;
  /** Replaces what is there. */
  load(copied: ReadonlyMap<string, Uint8Array>): void;
}

/** Queues in memory that nobody listens to. */
export interface MemoryQueue extends QueuePort {
  /** Takes what was sent to this queue, in order. */
  take(queue: QueueName): readonly unknown[];
}

/** How a row is kept: its JSON, and the row itself once it was read by readers who share it. */
interface Kept {
  readonly text: string;
  item: Item | undefined;
}

interface Partition {
  readonly texts: Map<string, Kept>;
  /** Its keys, sorted. */
  readonly keys: string[];
}

/** How a table in memory behaves. */
interface MemoryTableProps {
  readonly answerRows?: number;
  /** Rows are read once and frozen: whoever changes what was read is told at once, and reading costs nothing. */
  readonly frozen?: boolean;
}

/**
 * An empty table in memory. Each call acts before it returns its promise, as one step. Without a limit an answer holds
 * `answerRows`; few of them find out who forgets to ask on.
 */
export function memoryTable({ answerRows = 1000, frozen = false }: MemoryTableProps = {}): MemoryTable {
  const partitions = new Map<string, Partition>();
  const read = (place: Place): Item | undefined => {
    const kept = partitions.get(place.pk)?.texts.get(place.sk);
    if (!kept || !frozen) return kept && parse(kept.text);
    kept.item ??= freeze(parse(kept.text));
    return kept.item;
  };
  const keep = (item: Item, text: string): void => {
    const { texts, keys } = partitions.get(item.pk) ?? { texts: new Map<string, Kept>(), keys: [] };
    if (!texts.has(item.sk)) keys.splice(position(keys, item.sk), 0, item.sk);
    partitions.set(item.pk, { texts: texts.set(item.sk, { text, item: undefined }), keys });
  };
  const remove = (place: Place): void => {
    checkPlace(place);
    const partition = partitions.get(place.pk);
    if (partition?.texts.delete(place.sk)) partition.keys.splice(position(partition.keys, place.sk), 1);
  };
  const rows = (): readonly Item[] =>
    [...partitions.keys()].sort(compareUtf8).flatMap((pk) => {
      const keys = partitions.get(pk)?.keys ?? [];
      return keys.flatMap((sk) => read({ pk, sk }) ?? []);
    });

  return {
    rows,
    copy: () => copyOf(partitions),
    load: (copied) => {
      partitions.clear();
      for (const [pk, partition] of copyOf(copied)) partitions.set(pk, partition);
    },
    get: async (place) => read(place),
    getMany: async (places) => {
      const distinct = new Map(places.map((place) => [JSON.stringify([place.pk, place.sk]), place]));
      return [...distinct.values()].flatMap((place) => read(place) ?? []);
    },
    query: async (pk, range = {}) => {
      const found = keysIn(partitions.get(pk)?.keys ?? [], range);
      const kept = found.slice(0, range.limit ?? answerRows);
      const items = kept.flatMap((sk) => read({ pk, sk }) ?? []);
      const last = kept.at(-1);
      return last !== undefined && found.length > kept.length ? { items, last } : { items };
    },
    transact: async (writes) => {
      checkTransaction(writes);
      const rows = writes.map((write) => (write.kind === 'put' ? storedRow(write.item) : { text: '', bytes: 0 }));
      checkTransactionBytes(rows.reduce((sum, { bytes }) => sum + bytes, 0));
      for (const write of writes) checkPlace(placeOf(write));
      if (writes.some((write) => write.when && !holds(write.when, read(placeOf(write))))) return 'refused';
      for (const [i, write] of writes.entries()) {
        if (write.kind === 'put') keep(write.item, rows[i]?.text ?? '');
        if (write.kind === 'delete') remove(write.place);
      }
      return 'done';
    },
    writeMany: async (puts, deletes = []) => {
      checkDistinct([...puts, ...deletes]);
      for (const item of puts) keep(item, storedRow(item).text);
      deletes.forEach(remove);
    },
    async *scan() {
      yield* rows();
    },
  };
}

/** An empty bucket in memory. */
export function memoryObjects(): MemoryObjects {
  const objects = new Map<string, Uint8Array>();
  return {
    count: () => objects.size,
    copy: () => new Map(objects),
    load: (copied) => {
      objects.clear();
      for (const [key, body] of copied) objects.set(key, body);
    },
    put: async (key, body) => {
      checkKey(key);
      objects.set(key, Uint8Array.from(body));
    },
    get: async (key) => {
      const body = objects.get(key);
      if (!body) throw new NotFoundError(`there is no object "${key}" in memory`);
      return Uint8Array.from(body);
    },
    async *list(prefix) {
      yield* [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(compareUtf8);
    },
  };
}

/** Empty queues in memory. Messages are copied through JSON, as on the wire. */
export function memoryQueue(): MemoryQueue {
  const sent: Record<QueueName, string[]> = { collect: [], extract: [], convert: [] };
  return {
    send: async (queue, messages) => {
      sent[queue].push(...messages.map((message) => JSON.stringify(message)));
    },
    take: (queue) => sent[queue].splice(0).map((text): unknown => JSON.parse(text)),
  };
}

function keysIn(keys: readonly string[], range: Range): readonly string[] {
  checkRange(range);
  const { prefix = '', after, from = '', to, descending = false } = range;
  const low = prefix || from;
  const found = keys.slice(position(keys, low)).filter((key) => {
    const isBehind = after === undefined || (descending ? compareUtf8(key, after) < 0 : compareUtf8(key, after) > 0);
    return isBehind && key.startsWith(prefix) && (to === undefined || compareUtf8(key, to) < 0);
  });
  return descending ? found.reverse() : found;
}

/** Where a key stands, or would stand, among sorted keys. */
function position(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareUtf8(keys[middle] ?? '', key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const copyOf = (partitions: ReadonlyMap<string, Partition>): ReadonlyMap<string, Partition> =>
  new Map([...partitions].map(([pk, { texts, keys }]) => [pk, { texts: new Map(texts), keys: [...keys] }]));

function parse(text: string): Item {
  const item: Item = JSON.parse(text);
  return item;
}

function freeze(item: Item): Item {
  const deep = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
    Object.freeze(value);
    Object.values(value).forEach(deep);
  };
  deep(item);
  return item;
}
