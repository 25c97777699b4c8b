import { Grant } from '../../shared/contract/message.ts';
import { places } from '../../shared/contract/places.ts';
import { RunHead, type RunRequest } from '../../shared/contract/run.ts';
import { UnreachableError } from '../../shared/errors.ts';
import { cancel } from '../../shared/pipeline/cancel.ts';
import { tick } from '../../shared/pipeline/dispatch.ts';
import { finish } from '../../shared/pipeline/finish.ts';
import { readTotals } from '../../shared/pipeline/fold.ts';
import { claim } from '../../shared/pipeline/ledger.ts';
import { plan, runId } from '../../shared/pipeline/plan.ts';
import type { Place, TablePort } from '../../shared/pipeline/ports.ts';
import { changeHead, isOpen } from '../../shared/pipeline/run-head.ts';
import { type MemoryTable, memoryQueue } from '../support/memory-ports.ts';
import { smallWorld } from '../support/small-world.ts';
import { type Gate, gatedObjects, gatedTable, gatedVendor, type Race } from './interleave.ts';

/** Changes the control table of a process, to bring a bug in. */
export type Spoil = (table: TablePort, process: string) => TablePort;

const as = (key: string): RunRequest => ({ trigger: { kind: 'request', key }, scopes: ['toy:here'], options: {} });
const nameOf = (key: string): string => runId({ kind: 'request', key });
const scope = 'toy/toy/here';
const LONG = 20 * 60_000;

const asItIs: Spoil = (table) => table;

/** What the first sync of the scope left: it is the same for every order that is played. */
const synced = (async () => {
  const { world } = newWorld(asItIs);
  await world.sync();
  return world.ports.table.rows();
})();

/** As `newWorld`, after a first sync. */
async function knownWorld(spoil: Spoil) {
  const made = newWorld(spoil);
  await made.ports.table.writeMany(await synced);
  return made;
}

/** A world with one scope, and its ports behind a gate. */
function newWorld(spoil: Spoil) {
  const world = smallWorld({
    '/here': { id: 'here', name: 'here' },
    '/here/things': [{ id: 1, title: 'one', labels: ['l'], at: '2025-12-01T00:00:00Z' }],
    '/here/things/1/state': { state: 'done' },
    '/here/notes': [{ id: 7, text: 'hello' }],
  });
  const { ports } = world;
  const fenced: string[] = [];
  // A cursor is moved by who holds the scope at that very moment, and by nobody else.
  const watched: TablePort = {
    ...ports.table,
    transact: async (writes) => {
      const outcome = await ports.table.transact(writes);
      const moves = writes.some((write) => write.kind === 'put' && write.item.pk.startsWith('cursor/'));
      const holder = (await ports.table.get(places.lease(scope)))?.run;
      if (outcome === 'done' && moves && holder !== nameOf('old'))
        fenced.push('law 4: a cursor is moved without the scope');
      return outcome;
    },
  };
  const behind = (gate: Gate, process: string) => ({
    ...ports,
    table: gatedTable(spoil(watched, process), gate),
    domain: gatedTable(ports.domain, gate),
    objects: gatedObjects(ports.objects, gate),
    vendor: gatedVendor(ports.vendor, gate),
    // Nobody waits: what is waited for is not among the calls whose order is played.
    clock: { now: ports.clock.now, sleep: async () => {} },
    queues: memoryQueue(),
  });
  return { world, ports, behind, fenced };
}

async function headsOf(table: TablePort, keys: readonly string[]): Promise<readonly RunHead[]> {
  const stored = await table.getMany(keys.map((key) => places.head(nameOf(key))));
  return stored.map((item) => RunHead.parse(item));
}

/** What holds of leases, whatever happened: one open run a scope, which the lease names; none that has ended holds it. */
async function leaseLaws(table: TablePort, heads: readonly RunHead[]): Promise<readonly string[]> {
  const lease = await table.get(places.lease(scope));
  const open = heads.filter((head) => isOpen(head) && head.scopes.length > 0);
  const found: string[] = [];
  if (open.length > 1) found.push(`law 4: ${open.length} open runs write one scope`);
  for (const { run } of open)
    if (lease?.run !== run) found.push('law 4: an open run writes a scope that it does not hold');
  for (const head of heads)
    if (!isOpen(head) && lease?.run === head.run) found.push(`a run that is ${head.state} still holds the scope`);
  return found;
}

const failures = (outcomes: readonly PromiseSettledResult<unknown>[]): readonly string[] =>
  outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [`failed: ${String(outcome.reason)}`] : []));

/** Two runs that are asked for at one moment, for one scope. */
export const twoStarters =
  (isKnown: boolean, spoil: Spoil = asItIs) =>
  async (): Promise<Race> => {
    const { ports, behind } = isKnown ? await knownWorld(spoil) : newWorld(spoil);
    const start = (key: string) => (gate: Gate) => plan(behind(gate, key), as(key));
    return {
      processes: [start('one'), start('other')],
      judge: async (outcomes) => {
        const heads = await headsOf(ports.table, ['one', 'other']);
        const [holder, ...more] = heads.filter(({ scopes }) => scopes.length > 0);
        const found = [...failures(outcomes), ...(await leaseLaws(ports.table, heads))];
        if (!holder || more.length > 0)
          found.push(`${heads.length} runs, ${more.length + (holder ? 1 : 0)} with the scope`);
        const { skipped } = heads.find(({ run }) => run !== holder?.run) ?? { skipped: [] };
        if (skipped.length !== 1) found.push(`skipped ${skipped.length} times`);
        return found;
      },
    };
  };

const cutOff = (): never => {
  throw new UnreachableError('cut off');
};

/** One run that is started twice, its planning cut off before: a trigger was doubled. */
export const doubledTrigger =
  (spoil: Spoil = asItIs) =>
  async (): Promise<Race> => {
    const { ports, behind } = await knownWorld(spoil);
    const cut = {
      ...ports.table,
      get: async (place: Place) => (place.sk === 'lease' ? cutOff() : ports.table.get(place)),
    };
    await plan({ ...ports, table: cut }, as('one')).catch(() => {});
    const start = (process: string) => (gate: Gate) => plan(behind(gate, process), as('one'));
    return {
      processes: [start('a'), start('b')],
      judge: async (outcomes) => {
        const found = [...failures(outcomes), ...(await leaseLaws(ports.table, await headsOf(ports.table, ['one'])))];
        const { items } = await ports.table.query(places.items(nameOf('one')));
        const { items: done } = await ports.table.query(places.done(nameOf('one')));
        if (done.length !== 1) found.push(`planned ${done.length} times`);
        if (items.length !== 3) found.push(`${items.length} items are planned`);
        return found;
      },
    };
  };

/** A run that has nothing left to do ends, while another one begins. `silence`: it was thought to be dead. */
export const endAndBeginning =
  (silence: number, spoil: Spoil = asItIs) =>
  async (): Promise<Race> => {
    const { ports, behind, fenced } = await knownWorld(spoil);
    const { table } = ports;
    const before = await table.get(places.cursor(scope, 'things'));
    await ports.clock.sleep(LONG);
    await plan(ports, as('old'));
    await drain(table, nameOf('old'));
    await ports.clock.sleep(silence);
    return {
      processes: [
        (gate) => finish(behind(gate, 'finish'), nameOf('old')),
        (gate) => plan(behind(gate, 'plan'), as('new')),
      ],
      judge: async (outcomes) => {
        const heads = await headsOf(table, ['old', 'new']);
        const found = [...failures(outcomes), ...fenced, ...(await leaseLaws(table, heads))];
        const [old] = await headsOf(table, ['old']);
        const after = await table.get(places.cursor(scope, 'things'));
        // It may have moved its cursor first, and have been found dead then; never the other way round.
        if (old?.state === 'completed' && after?.at === before?.at)
          found.push('the cursor of a whole run has not moved');
        if ((await table.get(places.report(nameOf('old')))) === undefined) found.push('the old run has no report');
        return found;
      },
    };
  };

/** Takes everything off a run's ledger, as if all were done; the vendor's time was later than before. */
async function drain(table: MemoryTable, run: string): Promise<void> {
  const items = [...(await table.query(places.items(run))).items, ...(await table.query(places.done(run))).items];
  const counts = { pages: 1, startedAt: '2026-02-01T00:00:00Z' };
  const totals = { ...places.totals(run), rev: 1, streams: { [`${scope}#things`]: counts } };
  await table.writeMany([totals], items);
  await changeHead(table, run, (head) => ({ ...head, drained: true }));
}

/** Objects that are under way at one time, for a tick that is made by hand. */
const limits = { extracts: 2, converts: 2 };

/** The known world with a run that was planned in it. */
async function plannedWorld(spoil: Spoil, key: string) {
  const world = await knownWorld(spoil);
  await plan(world.ports, as(key));
  return { ...world, table: world.ports.table, run: nameOf(key) };
}

/** A run is canceled while its dispatcher ticks and another run is asked for. */
export const cancelAndTick =
  (spoil: Spoil = asItIs) =>
  async (): Promise<Race> => {
    const { ports, behind, table, run } = await plannedWorld(spoil, 'old');
    return {
      processes: [(gate) => cancel(behind(gate, 'cancel'), run), (gate) => tick(behind(gate, 'tick'), run, limits)],
      judge: async (outcomes) => {
        const found = [...failures(outcomes)];
        await tick({ ...ports, queues: memoryQueue() }, run, limits);
        const state = await finish(ports, run).then(
          (report) => report.state,
          (error: unknown) => `not ended: ${error instanceof Error ? error.message : ''}`,
        );
        if (state !== 'canceled') found.push(`a canceled run is ${state}`);
        const left = await table.query(places.items(run));
        if (left.items.length > 0) found.push(`${left.items.length} items are left`);
        return [...found, ...(await leaseLaws(table, await headsOf(table, ['old'])))];
      },
    };
  };

/** Two dispatchers of one run tick at one moment, and fold what was done. */
export const twoDispatchers =
  (spoil: Spoil = asItIs) =>
  async (): Promise<Race> => {
    const { ports, behind, table, run } = await plannedWorld(spoil, 'one');
    const queues = memoryQueue();
    const go = (process: string) => (gate: Gate) => tick({ ...behind(gate, process), queues }, run, limits);
    return {
      processes: [go('a'), go('b')],
      judge: async (outcomes) => {
        const found = [...failures(outcomes)];
        await tick({ ...ports, queues }, run, limits);
        const { stages } = await readTotals(table, run);
        if (stages.collect.planned !== 3) found.push(`planned ${stages.collect.planned} requests instead of 3`);
        return found;
      },
    };
  };

/** One message is delivered twice: both deliveries claim what it grants. */
export const twoDeliveries =
  (spoil: Spoil = asItIs) =>
  async (): Promise<Race> => {
    const { ports, behind, table, run } = await plannedWorld(spoil, 'one');
    const queues = memoryQueue();
    await tick({ ...ports, queues }, run, limits);
    const grants = queues.take('collect').map((message) => Grant.parse(message));
    const work = (id: string) => (gate: Gate) => {
      const until = ports.clock.now() + 330_000;
      const { table: gated, clock } = behind(gate, id);
      return Promise.all(grants.map((grant) => claim(gated, clock, grant, { id, until })));
    };
    return {
      processes: [work('a'), work('b')],
      judge: async (outcomes) => {
        const { items } = await table.query(places.items(run));
        const claimed = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])).flat(3);
        const twice = claimed.length > items.length ? [`${claimed.length} claims of ${items.length} items`] : [];
        return [...failures(outcomes), ...twice];
      },
    };
  };
