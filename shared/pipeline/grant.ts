import { Grant, versionFor } from '../contract/message.ts';
import { places, readyPrefix, waitingPrefix, waitingSk } from '../contract/places.ts';
import type { RunConnection, RunHead } from '../contract/run.ts';
import { isBarrier, rank, WorkItem } from '../contract/work-item.ts';
import { type Budget, settle } from './budget.ts';
import { changeBudget, readBudget } from './budget-row.ts';
import { bury } from './bury.ts';
import { chunk } from './collect-items.ts';
import { toItem } from './deep-json.ts';
import type { DispatchPorts, Tick } from './dispatch.ts';
import { digest } from './identity.ts';
import { offer } from './offer.ts';
import type { QueueName } from './ports.ts';
import { quotasOf } from './quotas-of.ts';

/** How much is offered at one time. */
export interface GrantLimits {
  /** Work items under way in extract, over all scopes of a connection. */
  readonly extracts: number;
  /** Convert stretches under way. */
  readonly converts: number;
}

/** A grant that is not claimed by then is granted again. */
const UNCLAIMED_MILLISECONDS = 30_000;
/** An item claimed so often without an end kills its workers. */
const MOST_ATTEMPTS = 5;
/** Items of one convert stretch, and of one collect grant: what one transaction can grant. */
const A_STRETCH = 20;
const A_GRANT = 80;
/**
 * While requests are under way, what they gave is handed on every so many ticks, and so many items in one message: each
 * message is three requests to its queue and an invocation.
 */
const A_HANDFUL = 5;
/** Rows that a tick reads of one rank. */
const A_LOOK = 250;

interface Sight {
  readonly free: readonly WorkItem[];
  readonly busy: readonly WorkItem[];
}

/** Grants what one connection of a run may do now. */
export async function grantConnection(
  ports: DispatchPorts,
  head: RunHead,
  connection: RunConnection,
  limits: GrantLimits,
): Promise<Tick | { kind: 'none' }> {
  const { clock } = ports;
  const name = `${connection.plugin}/${connection.name}`;
  const now = clock.now();
  const pk = places.items(head.run);
  const edge = waitingSk(name, now + 1, '');
  const waits = await lookWhole(ports, pk, waitingPrefix(name));
  const due = waits
    ? sightOf(ports, waits, ({ sk }) => sk < edge)
    : await look(ports, pk, { from: waitingPrefix(name), to: edge });
  const later = waits
    ? sightOf(ports, waits, ({ sk }) => sk >= edge)
    : await look(ports, pk, { from: edge, to: `${waitingPrefix(name)}~` });
  const waiting = [...due.free, ...due.busy, ...later.free, ...later.busy];
  // Few items are seen in one look; of many, rank by rank, only what can be granted.
  const ready = await lookWhole(ports, pk, readyPrefix(name));
  const ranks = ready
    ? [...new Set([...ready, ...waiting].map((item) => item.rank))].sort((a, b) => a - b)
    : await ranksOf(ports, pk, name, waiting);
  const results: Tick[] = [];
  let isCollecting = false;
  let lowest = Math.min(...waiting.map((item) => item.rank));
  for (const at of ranks) {
    if (isBarrier(at) && lowest < at) continue;
    const ofRank = (items: readonly WorkItem[]) => items.filter((item) => item.rank === at);
    // Whether a lane is free shows only when all of its items are seen; there is one for some twenty pages.
    const howMuch = at === rank.convert || at >= rank.convertAfter ? 'all' : 'a look';
    const seen = ready
      ? sightOf(ports, ready, (item) => item.rank === at)
      : await look(ports, pk, { prefix: `${readyPrefix(name)}${at}|` }, howMuch);
    const free = [...seen.free, ...ofRank(due.free)];
    const busy = [...seen.busy, ...ofRank(due.busy)];
    if (free.length + busy.length === 0) continue;
    lowest = Math.min(lowest, at);
    isCollecting ||= at === rank.collect && busy.length > 0;
    if (isCollecting && (at === rank.extract || at === rank.convert) && head.tick % A_HANDFUL !== 0) {
      results.push({ kind: 'moving' });
      continue;
    }
    results.push(
      at === rank.collect || at === rank.edge
        ? await grantCollect(ports, head, connection, free, busy)
        : await grantOthers(ports, head, { free, busy, later: [...later.free, ...later.busy] }, limits),
    );
  }
  if (results.some(({ kind }) => kind === 'moving')) return { kind: 'moving' };
  const untils = results.flatMap((tick) => (tick.kind === 'wait' ? [tick.until] : []));
  untils.push(...later.free.slice(0, 1).map(({ notBefore }) => notBefore));
  return untils.length > 0 ? { kind: 'wait', until: Math.min(...untils) } : { kind: 'none' };
}

/** The ranks that are present, ascending, without reading the items behind them. */
async function ranksOf(
  { table }: DispatchPorts,
  pk: string,
  name: string,
  waiting: readonly WorkItem[],
): Promise<readonly number[]> {
  const found: number[] = waiting.map((item) => item.rank);
  const prefix = readyPrefix(name);
  for (let from = prefix; ; ) {
    const { items } = await table.query(pk, { from, to: `${prefix}~`, limit: 1 });
    const at = items[0]?.rank;
    if (typeof at !== 'number')
      return [...new Set([rank.collect, rank.extract, rank.convert, ...found])].sort((a, b) => a - b);
    found.push(at);
    from = `${prefix}${at}~`;
  }
}

async function look(
  ports: DispatchPorts,
  pk: string,
  range: { prefix?: string; from?: string; to?: string },
  howMuch: 'a look' | 'all' = 'a look',
): Promise<Sight> {
  const all: WorkItem[] = [];
  for (let after: string | undefined; ; ) {
    const page = await ports.table.query(pk, { ...range, limit: A_LOOK, ...(after !== undefined && { after }) });
    all.push(...page.items.map((item) => WorkItem.parse(item)));
    after = page.last;
    if (after === undefined || howMuch === 'a look') break;
  }
  return sightOf(ports, all, () => true);
}

/** All items behind a prefix, when one look shows them all. */
async function lookWhole(
  { table }: DispatchPorts,
  pk: string,
  prefix: string,
): Promise<readonly WorkItem[] | undefined> {
  const { items, last } = await table.query(pk, { from: prefix, to: `${prefix}~`, limit: A_LOOK });
  return last === undefined ? items.map((item) => WorkItem.parse(item)) : undefined;
}

function sightOf({ clock }: DispatchPorts, items: readonly WorkItem[], isWanted: (item: WorkItem) => boolean): Sight {
  const now = clock.now();
  const wanted = items.filter(isWanted);
  const isBusy = (item: WorkItem) => item.claimUntil > now || item.grantUntil > now;
  return { free: wanted.filter((item) => !isBusy(item)), busy: wanted.filter(isBusy) };
}

/** Marks items as granted under this tick, then sends the message. All of them, or none when one was taken meanwhile. */
async function grantItems(
  ports: DispatchPorts,
  head: RunHead,
  items: readonly WorkItem[],
  queue: QueueName,
  budget?: Grant['budget'],
): Promise<boolean> {
  const grantUntil = ports.clock.now() + UNCLAIMED_MILLISECONDS;
  const outcome = await ports.table.transact([
    { kind: 'check', place: places.head(head.run), when: { equals: { tick: head.tick } } },
    ...items.map((item) => ({
      kind: 'put' as const,
      item: toItem({ ...item, grantTick: head.tick, grantUntil }),
      when: { equals: { grantTick: item.grantTick, claimUntil: item.claimUntil, attempts: item.attempts } },
    })),
  ]);
  if (outcome === 'refused') return false;
  const message: Grant = {
    version: versionFor(items.map(({ work }) => work.kind)),
    run: head.run,
    tick: head.tick,
    items: items.map(({ sk }) => sk),
    ...(budget && { budget }),
  };
  await ports.queues.send(queue, [Grant.parse(message)]);
  const ids = items.map(({ id }) => id);
  ports.tell?.({ message: 'work granted', run: head.run, items: ids, queue, tick: head.tick, token: budget?.token });
  return true;
}

/** What reads or writes domain rows and is no stretch of a lane goes to the convert workers, by itself. */
const writesRows = (item: WorkItem): boolean =>
  item.rank === rank.missing || item.work.kind === 'enrich' || item.work.kind === 'publish';

async function grantOthers(
  ports: DispatchPorts,
  head: RunHead,
  { free, busy, later }: Sight & { readonly later: readonly WorkItem[] },
  limits: GrantLimits,
): Promise<Tick> {
  const healthy = await buryPoison(ports, head, free);
  const single = healthy.filter((item) => item.work.kind !== 'convert');
  const some = single.slice(0, Math.max(0, limits.extracts - busy.length));
  // One that was claimed before goes by itself: what kills its worker costs the others no attempt.
  const isAlone = (item: WorkItem) => writesRows(item) || item.attempts > 0;
  for (const item of some.filter(isAlone))
    await grantItems(ports, head, [item], writesRows(item) ? 'convert' : 'extract');
  const together = some.filter((item) => !isAlone(item));
  for (const items of chunk(together, A_HANDFUL)) await grantItems(ports, head, items, 'extract');
  const laneOf = (item: WorkItem) => `${item.scope}#${item.stream}`;
  // One that was given back after a failure may be half written: what follows in its lane waits for it.
  const taken = new Set([...busy, ...later].filter((item) => item.work.kind === 'convert').map(laneOf));
  const lanes = Map.groupBy(
    healthy.filter((item) => item.work.kind === 'convert'),
    laneOf,
  );
  // A lane's stretch has one worker at a time: that keeps its batch writes exclusive.
  const open = [...lanes].filter(([lane]) => !taken.has(lane)).slice(0, Math.max(0, limits.converts - taken.size));
  for (const [, items] of open) {
    const interruptedFirst = [...items].sort((a, b) => b.attempts - a.attempts);
    await grantItems(ports, head, interruptedFirst.slice(0, A_STRETCH), 'convert');
  }
  return { kind: 'moving' };
}

/** Items that have failed too often are ended; answers the others. */
async function buryPoison(
  ports: DispatchPorts,
  head: RunHead,
  free: readonly WorkItem[],
): Promise<readonly WorkItem[]> {
  const poison = free.filter((item) => item.attempts >= MOST_ATTEMPTS);
  for (const item of poison)
    await bury(ports, head, item, { kind: 'transient', reason: `given up after ${item.attempts} attempts` });
  return free.filter((item) => item.attempts < MOST_ATTEMPTS);
}

async function grantCollect(
  ports: DispatchPorts,
  head: RunHead,
  connection: RunConnection,
  free: readonly WorkItem[],
  busy: readonly WorkItem[],
): Promise<Tick> {
  const name = `${connection.plugin}/${connection.name}`;
  const tokens = connection.tokens.length > 0 ? connection.tokens : [null];
  let left = await buryPoison(ports, head, free);
  const waits: number[] = [];
  let refused = 0;
  for (const token of tokens) {
    const budget = await readBudget(ports.table, name, token);
    if (budget.bad) {
      refused += 1;
      continue;
    }
    if (left.length === 0) break;
    const granted = await grantToken(ports, head, { connection, name, token }, left);
    if (typeof granted === 'number') waits.push(granted);
    else left = left.filter((item) => !granted.includes(item));
  }
  if (refused === tokens.length && free.length > 0) {
    const { bad } = await readBudget(ports.table, name, tokens[0] ?? null);
    for (const item of free) await bury(ports, head, item, { kind: 'credential', reason: bad });
    return { kind: 'moving' };
  }
  if (busy.length > 0 || left.length < free.length) return { kind: 'moving' };
  return waits.length > 0 ? { kind: 'wait', until: Math.min(...waits) } : { kind: 'moving' };
}

/** Answers the items granted to the token, or until when it has to wait. */
async function grantToken(
  ports: DispatchPorts,
  head: RunHead,
  at: { connection: RunConnection; name: string; token: string | null },
  free: readonly WorkItem[],
): Promise<readonly WorkItem[] | number> {
  const { connection, name, token } = at;
  const now = ports.clock.now();
  const quotas = quotasOf(ports.plugins.get(connection.plugin), connection, token);
  const grant = digest(`${head.run} ${head.tick} ${token}`, 16);
  const requestsOf = (item: WorkItem) => (item.work.kind === 'collect' ? item.work.requests.length : 0);
  const candidates = free.slice(0, A_GRANT);
  const requests = candidates.reduce((sum, item) => sum + requestsOf(item), 0);
  let slice = 0;
  let until = 0;
  await changeBudget(ports.table, { connection: name, token }, (budget): Budget => {
    const offered = offer(budget, {
      run: head.run,
      grant,
      now,
      until: now + UNCLAIMED_MILLISECONDS,
      quotas,
      share: connection.share,
      requests,
    });
    slice = offered.kind === 'grant' ? offered.slice : 0;
    until = offered.kind === 'wait' ? offered.until : 0;
    return offered.budget;
  });
  if (slice === 0) return Math.max(until, now + 1);
  let sum = 0;
  // Whole items, if there is one that fits: what is cut off has to be put back.
  const items = candidates.filter((item) => {
    const fits = sum === 0 || sum + requestsOf(item) <= slice;
    sum += fits ? requestsOf(item) : 0;
    return fits;
  });
  const sent = await grantItems(ports, head, items, 'collect', { grant, connection: name, token, slice });
  if (sent) return items;
  await changeBudget(ports.table, { connection: name, token }, (budget) =>
    settle(budget, grant, { isGood: false, speed: null }),
  );
  return now + 1;
}
