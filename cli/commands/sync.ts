import { randomUUID } from 'node:crypto';
import { places } from '../../shared/contract/places.ts';
import { RunHead, RunOptions, type RunReport, RunRequest } from '../../shared/contract/run.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { revive } from '../../shared/local/revive.ts';
import { runLocally } from '../../shared/local/run-locally.ts';
import { openRunLog } from '../../shared/local/run-log.ts';
import { derivedAgain } from '../../shared/pipeline/derive-again.ts';
import { finish } from '../../shared/pipeline/finish.ts';
import { readTotals } from '../../shared/pipeline/fold.ts';
import { canonical } from '../../shared/pipeline/identity.ts';
import { listRuns } from '../../shared/pipeline/list-runs.ts';
import { findConnection, plan } from '../../shared/pipeline/plan.ts';
import { readProgress } from '../../shared/pipeline/progress.ts';
import { scopesOf } from '../../shared/pipeline/read-data.ts';
import { parseScopeName } from '../../shared/pipeline/resolve-scope.ts';
import { retryOf } from '../../shared/pipeline/retry.ts';
import { changeHead, isOpen, readHead } from '../../shared/pipeline/run-head.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { configuredSyncs } from '../config/configured-syncs.ts';
import { connectionName, type LocalRuntime, openLocalRuntime, readBaseUrl } from '../local-runtime.ts';
import { printReport } from '../print-report.ts';
import { showProgress } from '../progress.ts';
import { readJson } from '../read-json.ts';
import { sayTo } from '../say.ts';

/** What `sluice sync` and `sluice replay` were given. */
export interface SyncArguments {
  readonly scopes: readonly string[];
  readonly store: string;
  readonly connection?: string;
  readonly baseUrl?: string;
  readonly since?: string;
  readonly full?: boolean;
  readonly acceptDeletions?: boolean;
  readonly streams?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly from?: string;
  /** A blueprint, whose scopes are synced as it says. */
  readonly blueprint?: string;
  /** What describes the configuration; taken in first, where it is there. */
  readonly file?: string;
}

/** How long a stopped run may take to commit what is under way. */
const GRACE = 3_000;
/** How many of the latest runs are looked at for ones that were killed. */
const LOOKED_AT = 20;

/**
 * Syncs scopes into the local store, or goes on with the run that was interrupted; without scopes those that are
 * configured. Answers the exit code.
 */
export async function sync(given: SyncArguments): Promise<number> {
  if (given.scopes.length > 0) return syncThese(given);
  let worst = 0;
  for (const asked of await configuredSyncs(given)) worst = Math.max(worst, await syncThese({ ...given, ...asked }));
  return worst;
}

async function syncThese(given: SyncArguments): Promise<number> {
  const request = readRequest(given);
  const config = given.config === undefined ? undefined : await readJson(given.config);
  const baseUrl = given.baseUrl && readBaseUrl(given.baseUrl);
  // What is derived again asks nothing, so nobody need say again where it was asked for.
  const used = given.from === undefined || baseUrl !== undefined ? undefined : await baseUrlsOf(given.store);
  const runtime = await openLocalRuntime({ store: given.store, baseUrl, used });
  try {
    if (given.from !== undefined && given.connection === undefined) request.scopes = await syncedWith(runtime, request);
    return await runHere(runtime, request, { json: given.json ?? false, ...(config !== undefined && { config }) });
  } finally {
    await runtime.close();
  }
}

/** Tries again only what died in a run. Answers the exit code. */
export async function retry(given: { run: string; store: string; json?: boolean }): Promise<number> {
  const runtime = await openLocalRuntime({ store: given.store, used: await baseUrlsOf(given.store, given.run) });
  try {
    const request = await retryOf(runtime.ports.table, given.run, randomUUID());
    return await runHere(runtime, request, { json: given.json ?? false });
  } finally {
    await runtime.close();
  }
}

/** Where a run asked, or the latest ones did, by connection; without those that asked the vendor's own cloud. */
async function baseUrlsOf(folder: string, run?: string): Promise<ReadonlyMap<string, string> | undefined> {
  const store = openStore(folder, 'read');
  try {
    const latest = run === undefined ? (await listRuns(store.control, { limit: LOOKED_AT })).runs : [{ run }];
    const heads = await Promise.all(latest.map((of) => readHead(store.control, of.run)));
    const own = heads
      .toReversed()
      .flatMap(({ connections }) => connections)
      .filter(({ plugin, baseUrl }) => plugins.get(plugin)?.baseUrl !== baseUrl);
    return own.length === 0 ? undefined : new Map(own.map((at) => [`${at.plugin}/${at.name}`, at.baseUrl]));
  } finally {
    store.close();
  }
}

/** Runs to the end in this process, shows how far it is, and prints the report. */
async function runHere(
  runtime: LocalRuntime,
  request: RunRequest,
  { json, config }: { json: boolean; config?: unknown },
): Promise<number> {
  const say = sayTo(process.stderr);
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
    if (process.stderr.isTTY) say.line('stopping once what is under way is kept; Ctrl-C again leaves at once');
    setTimeout(() => process.exit(leave(say)), GRACE).unref();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const interrupted = await interruptedRun(runtime, request);
    await endUnplanned(runtime, interrupted?.run);
    if (interrupted) say.line(`going on with run ${interrupted.run}, which was interrupted`);
    const trigger = interrupted?.trigger ?? request.trigger;
    const head = await plan(runtime.ports, { ...request, trigger }, config === undefined ? {} : { config });
    for (const name of await derivedAgain(runtime.ports.table, head))
      say.line(
        `${name}: its converters or its mapping have changed; what is stored is derived again, without a request`,
      );
    const report = await watch(runtime, head, stop.signal, json);
    if (!report) return leave(say);
    if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else printReport(report, sayTo(process.stdout));
    return report.state === 'completed' ? 0 : 1;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function leave(say: ReturnType<typeof sayTo>): number {
  say.line('stopped; nothing is lost: the same command goes on where this one stopped');
  return 130;
}

/** What is asked for, checked. @throws InvalidInputError */
export function readRequest(given: SyncArguments): RunRequest {
  const [first] = given.scopes;
  if (first === undefined) throw new InvalidInputError('name what to sync, for example github:owner/repo');
  const { plugin } = parseScopeName(plugins, first);
  for (const scope of given.scopes) parseScopeName(plugins, scope);
  const names = new Set((plugin.streams ?? []).map(({ name }) => name));
  const streams = given.streams?.split(',').map((name) => name.trim());
  for (const name of streams ?? [])
    if (!names.has(name))
      throw new InvalidInputError(`${plugin.name} has no stream "${name}"; there is: ${[...names].join(', ')}`);
  const options = RunOptions.safeParse({
    ...(given.full && { full: true }),
    ...(given.acceptDeletions && { full: true, acceptDeletions: true }),
    ...(given.since !== undefined && { since: instantOf(given.since) }),
    ...(streams && { streams }),
    ...(given.from !== undefined && { from: given.from }),
  });
  if (!options.success)
    throw new InvalidInputError(`${options.error.issues[0]?.path.join('.')}: ${options.error.issues[0]?.message}`);
  const read = RunRequest.safeParse({
    trigger: { kind: 'request', key: randomUUID() },
    scopes: given.scopes,
    ...connectionOf(given, plugin.name),
    options: options.data,
  });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new InvalidInputError(`${issue?.path.join('.')}: ${issue?.message}`);
}

/** Where the user names neither a connection nor an address, each scope has its plugin's own. */
function connectionOf({ connection, baseUrl }: SyncArguments, plugin: string): { connection?: string } {
  if (connection !== undefined) return { connection };
  return baseUrl === undefined ? {} : { connection: connectionName(plugin, readBaseUrl(baseUrl)) };
}

/** The scopes with the connections that they were synced with, so that a replay need not name them. */
async function syncedWith({ ports }: LocalRuntime, { scopes: names }: RunRequest): Promise<string[]> {
  return Promise.all(
    names.map(async (name) => {
      const found = await scopesOf(ports.table, [name]);
      const [only, ...more] = found;
      if (only !== undefined && more.length === 0) return `${only.plugin}@${only.connection}:${only.name}`;
      const known = found.map(({ plugin, connection }) => `${plugin}@${connection}`).join(', ');
      throw new InvalidInputError(`${name} was synced with several connections: ${known}; name one with --connection`);
    }),
  );
}

function instantOf(text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidInputError(`--since "${text}" is no time; write 2026-01-31 or 2026-01-31T12:00:00Z`);
  return new Date(at).toISOString();
}

/** The open run that holds the scope and was started by the same command; its claims are taken back. */
async function interruptedRun({ ports }: LocalRuntime, request: RunRequest): Promise<RunHead | undefined> {
  const { table } = ports;
  for (const name of request.scopes) {
    const { plugin, connection: named, name: scopeName } = parseScopeName(plugins, name);
    const connection = named ?? request.connection ?? plugin.name;
    const alias = await table.get(places.alias(plugin.name, connection, scopeName));
    const lease = typeof alias?.scope === 'string' ? await table.get(places.lease(alias.scope)) : undefined;
    const stored =
      typeof lease?.run === 'string' && lease.run !== '' ? await table.get(places.head(lease.run)) : undefined;
    const head = stored && RunHead.parse(stored);
    if (!head || !isOpen(head)) continue;
    await revive(table, head);
    if (canonical(head.options) !== canonical(request.options)) continue;
    // Tokens and addresses may have changed since; the run goes on with those of now.
    const connections = await Promise.all(
      head.connections.map(async (used) => {
        const of = plugins.get(used.plugin);
        return of ? findConnection(ports, of, used.name) : used;
      }),
    );
    return changeHead(table, head.run, (before) => ({ ...before, connections }));
  }
  return undefined;
}

/** Ends runs that were killed before they held anything, with their report: there is nothing to go on with. */
async function endUnplanned({ ports }: LocalRuntime, but: string | undefined): Promise<void> {
  const { runs } = await listRuns(ports.table, { limit: LOOKED_AT });
  // Of those that are superseded, one may have been killed again before its report was written.
  const states: readonly RunHead['state'][] = ['planning', 'superseded'];
  for (const { run } of runs.filter((of) => of.scopes.length === 0 && of.run !== but && states.includes(of.state))) {
    await changeHead(ports.table, run, (head) =>
      isOpen(head) ? { ...head, state: 'superseded', endedAt: ports.clock.now() } : undefined,
    );
    if (!(await ports.table.get(places.report(run)))) await finish(ports, run);
  }
}

async function watch(
  { ports, store }: LocalRuntime,
  head: RunHead,
  signal: AbortSignal,
  quiet: boolean,
): Promise<RunReport | undefined> {
  const progress = showProgress(process.stderr);
  const began = ports.clock.now();
  let shownAt = 0;
  const failures = new Set<string>();
  const onTick = async () => {
    const now = ports.clock.now();
    if (quiet || now - shownAt < 200) return;
    shownAt = now;
    const totals = await readTotals(ports.table, head.run);
    progress.update({ progress: await readProgress(ports, head, totals), totals, elapsed: now - began, now });
  };
  const onFailure = (cause: unknown) => failures.add(cause instanceof Error ? cause.message : String(cause));
  try {
    const tell = openRunLog(store, head.run);
    return await runLocally({ ...ports, tell }, head.run, { onTick, onFailure, signal });
  } finally {
    progress.clear();
    for (const failure of failures) process.stderr.write(`tried again after: ${failure}\n`);
  }
}
