import type { ObjectPort, TablePort, VendorPort, Write } from '../../shared/pipeline/ports.ts';

/** What a call touches: a row, or (`sk` absent) a whole partition. */
interface Access {
  readonly pk: string;
  readonly sk?: string;
  readonly writes: boolean;
}

/** A process that stands before a call. */
interface Waiting {
  readonly accesses: readonly Access[];
  readonly go: () => void;
}

/** Lets one process go on, when it is its turn. */
export interface Gate {
  /** Waits for the process's turn, then acts; what it touches decides with which calls its order matters. */
  pass<T>(accesses: readonly Access[], act: () => Promise<T>): Promise<T>;
}

/** Something that happens in several processes at one time, in a world of its own. */
export interface Race {
  readonly processes: readonly ((gate: Gate) => Promise<unknown>)[];
  /** What is wrong when all of them have ended. */
  readonly judge: (outcomes: readonly PromiseSettledResult<unknown>[]) => Promise<readonly string[]>;
}

/** What came of playing a race in every order. */
export interface Explored {
  /** Orders that were played to their end; two that differ in calls whose order does not matter are one. */
  readonly orders: number;
  readonly violations: readonly string[];
}

const clash = (a: Access, b: Access): boolean =>
  a.pk === b.pk && (a.writes || b.writes) && (a.sk === undefined || b.sk === undefined || a.sk === b.sk);
const isIndependent = (a: Waiting, b: Waiting): boolean =>
  !a.accesses.some((one) => b.accesses.some((other) => clash(one, other)));

/** A choice that was made: who could go on, whom to leave alone, and who has gone. */
interface Node {
  readonly waiting: ReadonlyMap<number, Waiting>;
  readonly sleep: Set<number>;
  chosen: number;
}

/** Microtasks end before this: everybody stands before a call, or has ended. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Plays a race in every order of its calls, but for orders that differ only in calls that touch nothing in common: sleep
 * sets (Godefroid, Partial-Order Methods for the Verification of Concurrent Systems, 1996). Stops at the first order that ends badly.
 */
export async function explore(make: () => Promise<Race>, most: number): Promise<Explored> {
  const path: Node[] = [];
  const violations = new Set<string>();
  let orders = 0;
  do {
    if (orders >= most) throw new RangeError(`more than ${most} orders: make the race smaller`);
    const found = await playOnce(await make(), path);
    if (found === undefined) continue;
    orders += 1;
    for (const violation of found) violations.add(violation);
  } while (violations.size === 0 && advance(path));
  return { orders, violations: [...violations] };
}

/** The next order: the deepest choice that has another way. */
function advance(path: Node[]): boolean {
  for (let node = path.at(-1); node; path.pop(), node = path.at(-1)) {
    node.sleep.add(node.chosen);
    const { sleep, waiting } = node;
    const next = [...waiting.keys()].find((process) => !sleep.has(process));
    if (next === undefined) continue;
    node.chosen = next;
    return true;
  }
  return false;
}

/** Plays one order; undefined when it is one that was played already. */
async function playOnce(race: Race, path: Node[]): Promise<readonly string[] | undefined> {
  const waiting = new Map<number, Waiting>();
  const ends = race.processes.map((process, i) =>
    process({
      pass: (accesses, act) =>
        new Promise((resolve, reject) => {
          waiting.set(i, {
            accesses,
            go: () => {
              waiting.delete(i);
              act().then(resolve, reject);
            },
          });
        }),
    }),
  );
  const outcomes = Promise.allSettled(ends);
  for (let depth = 0; ; depth += 1) {
    await settled();
    if (waiting.size === 0) return race.judge(await outcomes);
    const node = path[depth] ?? fresh(path.at(-1), waiting);
    if (!node) return undefined;
    path[depth] = node;
    waiting.get(node.chosen)?.go();
  }
}

function fresh(before: Node | undefined, waiting: ReadonlyMap<number, Waiting>): Node | undefined {
  const gone = before?.waiting.get(before.chosen);
  const sleep = new Set(
    [...(before?.sleep ?? [])].filter((process) => {
      const asleep = before?.waiting.get(process);
      return gone && asleep && isIndependent(asleep, gone);
    }),
  );
  const chosen = [...waiting.keys()].sort((a, b) => a - b).find((process) => !sleep.has(process));
  return chosen === undefined ? undefined : { waiting: new Map(waiting), sleep, chosen };
}

const placeOf = (write: Write) => ('item' in write ? write.item : write.place);

/** A table whose calls wait for their turn. */
export function gatedTable(table: TablePort, gate: Gate): TablePort {
  const at = ({ pk, sk }: { pk: string; sk: string }, writes: boolean): Access => ({ pk, sk, writes });
  return {
    get: (place) => gate.pass([at(place, false)], () => table.get(place)),
    getMany: (places) =>
      gate.pass(
        places.map((place) => at(place, false)),
        () => table.getMany(places),
      ),
    query: (pk, range) => gate.pass([{ pk, writes: false }], () => table.query(pk, range)),
    transact: (writes) =>
      gate.pass(
        writes.map((write) => at(placeOf(write), write.kind !== 'check')),
        () => table.transact(writes),
      ),
    writeMany: (puts, deletes = []) =>
      gate.pass(
        [...puts, ...deletes].map((place) => at(place, true)),
        () => table.writeMany(puts, deletes),
      ),
    scan: table.scan,
  };
}

/** Objects whose calls wait for their turn. */
export const gatedObjects = (objects: ObjectPort, gate: Gate): ObjectPort => ({
  put: (key, body) => gate.pass([{ pk: 'object', sk: key, writes: true }], () => objects.put(key, body)),
  get: (key) => gate.pass([{ pk: 'object', sk: key, writes: false }], () => objects.get(key)),
  list: objects.list,
});

/** A vendor whose answers wait for their turn; they change nothing. */
export const gatedVendor = (vendor: VendorPort, gate: Gate): VendorPort => ({
  ...vendor,
  ask: (question) => gate.pass([], () => vendor.ask(question)),
});
