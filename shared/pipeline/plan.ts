import { places } from '../contract/places.ts';
import { type MachineInput, type RunConnection, RunHead, RunRequest, type Trigger } from '../contract/run.ts';
import type { ScopeRecord } from '../contract/stored.ts';
import { InvalidInputError, PermanentError } from '../errors.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import { forgive } from './budget.ts';
import { changeBudget } from './budget-row.ts';
import { toItem, toValue } from './deep-json.ts';
import { finish } from './finish.ts';
import { firstItems, type Planned } from './first-items.ts';
import { digest } from './identity.ts';
import { noteStart } from './last-start.ts';
import { takeLease } from './lease.ts';
import { addItem, type Done } from './ledger.ts';
import type { SettingsPort, TablePort, Write } from './ports.ts';
import { parseScopeName, type ResolvePorts, resolveScope } from './resolve-scope.ts';
import { changeHead, readHead } from './run-head.ts';
import { openScope, scopeDerivation } from './scopes.ts';
import { readFormat } from './store-format.ts';
import { plannedBy } from './totals.ts';
import { wholeStreams } from './whole.ts';

/** What plan works with. */
export interface PlanPorts extends ResolvePorts {
  readonly settings: SettingsPort;
  /** The mapping that is configured for a scope; undefined: it keeps the one that it has. */
  readonly mapping?: (at: {
    readonly plugin: string;
    readonly connection: string;
    readonly name: string;
  }) => Promise<unknown>;
  /** Told by a runtime that knows whether an open run is dead. */
  readonly isDead?: (head: RunHead) => boolean;
}

/** Writes of one transaction of the plan. */
const A_PART = 60;
/** The part of a quota that is left for people where the connection does not say. */
const SHARE = 0.05;

/** A run's id, derived from what started it: a doubled trigger is one run. */
export function runId(trigger: Trigger): string {
  if (trigger.kind === 'schedule') {
    const when = trigger.scheduledAt.replaceAll(/[^0-9TZ]/g, '').slice(0, 16);
    return `${trigger.blueprint.replaceAll(/[^a-zA-Z0-9-]/g, '-').slice(0, 32)}-${when}-${digest(JSON.stringify(trigger), 8)}`;
  }
  return `run-${digest(trigger.key, 16)}`;
}

/**
 * Starts a run, or goes on with planning it: takes each scope's lease and writes the first items. Every step may be
 * repeated. @throws what finding the scopes throws, before anything is planned
 */
export async function plan(ports: PlanPorts, request: RunRequest, given: { config?: unknown } = {}): Promise<RunHead> {
  const { table, clock } = ports;
  const run = runId(request.trigger);
  const existing = await table.get(places.head(run));
  if (existing && RunHead.parse(existing).state !== 'planning') return RunHead.parse(existing);
  const scopes = await Promise.all(request.scopes.map(async (name) => findScope(ports, request, name, given)));
  const used = new Map(scopes.map(({ connection }) => [`${connection.plugin}/${connection.name}`, connection]));
  const connections = [...used.values()];
  await createHead(ports, { ...newHead(run, request, clock.now()), connections });
  await changeHead(table, run, (before) =>
    before.state === 'planning' && before.connections.length === 0 ? { ...before, connections } : undefined,
  );
  for (const { plugin, name, tokens } of connections)
    for (const token of tokens) await changeBudget(table, { connection: `${plugin}/${name}`, token }, forgive);
  for (const { record, plugin, connection } of scopes)
    await planScope(ports, await readHead(table, run), plugin, connection, record);
  return changeHead(table, run, (before) =>
    before.state === 'planning' ? { ...before, state: 'running', tickAt: clock.now() } : undefined,
  );
}

/** The machine's first step: plans; what will not pass by itself, a store of a newer format too, becomes a failed run that says why. */
export async function planOrFail(ports: PlanPorts, input: MachineInput): Promise<{ run: string }> {
  // A run that is continued was planned, or its planning was cut off and its request is in its head.
  const request = 'run' in input ? await requestOf(ports.table, input.run) : input;
  // It is there before anything can fail: a run whose planning is cut off is found by the sweeper.
  if (!('run' in input)) await createHead(ports, newHead(runId(request.trigger), request, ports.clock.now()));
  try {
    await readFormat(ports.table);
    const { run } = await plan(ports, request);
    return { run };
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    const { run } = await failPlanning(ports, request, error.message);
    return { run };
  }
}

async function requestOf(table: TablePort, run: string): Promise<RunRequest> {
  return RunRequest.parse((await readHead(table, run)).request);
}

/** Records a run that could not even be planned, with the reason, so that whoever asked for it finds out. */
export async function failPlanning(ports: PlanPorts, request: RunRequest, failure: string): Promise<RunHead> {
  const now = ports.clock.now();
  const head = newHead(runId(request.trigger), request, now);
  await createHead(ports, { ...head, state: 'failed', endedAt: now, failure });
  return changeHead(ports.table, head.run, (before) =>
    before.state === 'planning' ? { ...before, state: 'failed', endedAt: now, failure } : undefined,
  );
}

const newHead = (run: string, request: RunRequest, now: number): RunHead => ({
  ...places.head(run),
  run,
  rev: 0,
  state: 'planning',
  request,
  trigger: request.trigger,
  options: request.options,
  connections: [],
  scopes: [],
  skipped: [],
  tick: 0,
  drained: false,
  tickAt: now,
  claimsUntil: 0,
  generation: 0,
  createdAt: now,
  canceledAt: null,
  endedAt: null,
  failure: '',
});

/** Writes a run's head and its line in the list of runs, which sorts by time and is read from its end. */
async function createHead({ table }: PlanPorts, head: RunHead): Promise<void> {
  const listed = { pk: places.runs, sk: `${new Date(head.createdAt).toISOString()}#${head.run}`, run: head.run };
  await table.transact([
    { kind: 'put', item: toItem(head), when: { absent: true } },
    { kind: 'put', item: listed },
    { kind: 'put', item: places.open(head.run) },
  ]);
  // By itself: a start that comes late is planned, though a later one is noted.
  if (head.trigger.kind === 'schedule') await table.transact([noteStart(head.trigger, head.run)]);
}

const nowhere = ({ title, name: plugin }: Plugin, connection: string): string =>
  `${title ?? plugin} is on a server of your own, and the connection "${connection}" does not say where: give --base-url, ` +
  `the environment variable ${plugin.toUpperCase()}_URL, or "baseUrl" in the connection's secret`;

/** The connection of a plugin as a run uses it. @throws InvalidInputError when it has no base URL */
export async function findConnection(
  ports: Pick<PlanPorts, 'settings' | 'vendor'>,
  plugin: Plugin,
  name: string,
): Promise<RunConnection> {
  const settings = await ports.settings.connection(plugin.name, name);
  const tokens = await ports.vendor.tokens({ plugin: plugin.name, name });
  const baseUrl = (settings.baseUrl ?? plugin.baseUrl ?? '').replace(/\/+$/, '');
  if (baseUrl === '') throw new InvalidInputError(nowhere(plugin, name));
  return { plugin: plugin.name, name, baseUrl, tokens: [...tokens], share: settings.share ?? SHARE };
}

async function findScope(ports: PlanPorts, request: RunRequest, name: string, given: { config?: unknown }) {
  const { plugin, connection: named, name: scopeName } = parseScopeName(ports.plugins, name);
  const connection = await findConnection(ports, plugin, named ?? request.connection ?? plugin.name);
  // What is derived again from what is stored asks nothing.
  const asksNothing = request.options.from !== undefined;
  const at = { plugin: plugin.name, connection: connection.name, name: scopeName };
  const config = given.config === undefined ? await ports.mapping?.(at) : given.config;
  const record = await resolveScope(ports, connection, {
    plugin,
    name: scopeName,
    asksNothing,
    ...(config !== undefined && { config }),
  });
  return { plugin, connection, record };
}

async function planScope(
  ports: PlanPorts,
  head: RunHead,
  plugin: Plugin,
  connection: RunConnection,
  record: ScopeRecord,
): Promise<void> {
  const { table } = ports;
  const { run } = head;
  if (head.scopes.some(({ key }) => key === record.key)) return;
  const lease = await takeLease({ ...ports, report: (holder) => finish(ports, holder) }, run, record.key);
  if (lease.kind === 'held') {
    const skipped = { name: record.name, reason: `held by run ${lease.by}` };
    await changeHead(table, run, (before) =>
      before.skipped.some(({ name }) => name === record.name)
        ? undefined
        : { ...before, skipped: [...before.skipped, skipped] },
    );
    return;
  }
  const scope = openScope(plugin, record);
  const name = `${connection.plugin}/${connection.name}`;
  const whole = await wholeStreams(table, head, scope, record.key);
  const items = await firstItems(table, head, scope, { run, connection: name, scope: record.key }, whole);
  const derivation = await writePlan(table, run, record.key, items, scopeDerivation(scope));
  await changeHead(table, run, (before) =>
    before.scopes.some(({ key }) => key === record.key)
      ? undefined
      : {
          ...before,
          scopes: [
            ...before.scopes,
            { key: record.key, name: record.name, epoch: lease.epoch, derivation, whole: [...whole] },
          ],
        },
  );
}

/**
 * Writes the plan in parts, each once: what an earlier attempt at planning has added is not added again. Answers the
 * derivation that the first attempt planned under.
 */
async function writePlan(
  table: TablePort,
  run: string,
  scope: string,
  planned: Planned,
  derivation: string,
): Promise<string> {
  const distinct = [...new Map(planned.items.map((item) => [item.sk, item])).values()];
  const done: Done = { scope, stream: '-', counts: {}, stages: plannedBy(distinct) };
  const writes: Write[] = [
    { kind: 'put', item: { pk: places.done(run), sk: `planned#${digest(scope)}`, done: toValue(done) } },
    ...distinct.map(addItem),
  ];
  for (let from = 0, part = 0; from < writes.length; from += A_PART, part += 1)
    await table.transact([
      { kind: 'put', item: { ...places.planned(run, scope, part), derivation }, when: { absent: true } },
      ...writes.slice(from, from + A_PART),
    ]);
  // Only now: planning that is repeated must find the same parts, or fewer.
  if (planned.taken.length > 0) await table.writeMany([], planned.taken);
  const first = await table.get(places.planned(run, scope, 0));
  return typeof first?.derivation === 'string' ? first.derivation : '';
}
