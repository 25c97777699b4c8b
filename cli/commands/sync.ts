import { randomUUID } from 'node:crypto';
import { places } from '../../shared/contract/places.ts';
import { RunHead, RunOptions, type RunReport, RunRequest } from '../../shared/contract/run.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { revive } from '../../shared/local/revive.ts';
import { runLocally } from '../../shared/local/run-locally.ts';
import { readBudget } from '../../shared/pipeline/budget-row.ts';
import { readTotals } from '../../shared/pipeline/fold.ts';
import { canonical } from '../../shared/pipeline/identity.ts';
import { findConnection, plan } from '../../shared/pipeline/plan.ts';
import { scopesOf } from '../../shared/pipeline/read-data.ts';
import { parseScopeName } from '../../shared/pipeline/resolve-scope.ts';
import { changeHead, isOpen } from '../../shared/pipeline/run-head.ts';
import { plugins } from '../../shared/plugins/index.ts';
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
  readonly streams?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly from?: string;
}

/** How long a stopped run may take to commit what is under way. */
const GRACE = 3_000;

/** Syncs scopes into the local store, or goes on with the run that was interrupted. Answers the exit code. */
export async function sync(given: SyncArguments): Promise<number> {
  const say = sayTo(process.stderr);
  const request = readRequest(given);
  const config = given.config === undefined ? undefined : await readJson(given.config);
  const runtime = openLocalRuntime({ store: given.store, baseUrl: given.baseUrl && readBaseUrl(given.baseUrl) });
  if (given.from !== undefined && given.connection === undefined)
    request.connection = await syncedWith(runtime, request);
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
    setTimeout(() => process.exit(leave(say)), GRACE).unref();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const interrupted = await interruptedRun(runtime, request);
    if (interrupted) say.line(`going on with run ${interrupted.run}, which was interrupted`);
    const trigger = interrupted?.trigger ?? request.trigger;
    const head = await plan(runtime.ports, { ...request, trigger }, config === undefined ? {} : { config });
    const report = await watch(runtime, head, stop.signal, given.json ?? false);
    if (!report) return leave(say);
    if (given.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else printReport(report, sayTo(process.stdout));
    return report.state === 'completed' ? 0 : 1;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await runtime.close();
  }
}

function leave(say: ReturnType<typeof sayTo>): number {
  say.line('stopped; nothing is lost: the same command goes on where this one stopped');
  return 130;
}

function readRequest(given: SyncArguments): RunRequest {
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
    ...(given.since !== undefined && { since: instantOf(given.since) }),
    ...(streams && { streams }),
    ...(given.from !== undefined && { from: given.from }),
  });
  if (!options.success)
    throw new InvalidInputError(`${options.error.issues[0]?.path.join('.')}: ${options.error.issues[0]?.message}`);
  const read = RunRequest.safeParse({
    trigger: { kind: 'request', key: randomUUID() },
    scopes: given.scopes,
    connection: given.connection ?? connectionName(plugin.name, given.baseUrl && readBaseUrl(given.baseUrl)),
    options: options.data,
  });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new InvalidInputError(`${issue?.path.join('.')}: ${issue?.message}`);
}

/** The connection that a scope was synced with, so that a replay need not name it. */
async function syncedWith({ ports }: LocalRuntime, { scopes: names }: RunRequest): Promise<string> {
  const found = new Set((await scopesOf(ports.table, names)).map(({ connection }) => connection));
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  throw new InvalidInputError(`synced with several connections: ${[...found].join(', ')}; name one with --connection`);
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
    const { plugin, name: scopeName } = parseScopeName(plugins, name);
    const alias = await table.get(places.alias(plugin.name, request.connection ?? plugin.name, scopeName));
    const lease = typeof alias?.scope === 'string' ? await table.get(places.lease(alias.scope)) : undefined;
    const stored =
      typeof lease?.run === 'string' && lease.run !== '' ? await table.get(places.head(lease.run)) : undefined;
    const head = stored && RunHead.parse(stored);
    if (!head || !isOpen(head)) continue;
    await revive(table, head);
    if (canonical(head.options) !== canonical(request.options)) continue;
    const connection = await findConnection(ports, plugin, request.connection ?? plugin.name);
    // Tokens and addresses may have changed since; the run goes on with those of now.
    return changeHead(table, head.run, (before) => ({ ...before, connections: [connection] }));
  }
  return undefined;
}

async function watch(
  { ports }: LocalRuntime,
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
    progress.update({
      totals: await readTotals(ports.table, head.run),
      elapsed: now - began,
      ...(await limitsOf(ports, head, now)),
    });
  };
  const onFailure = (cause: unknown) => failures.add(cause instanceof Error ? cause.message : String(cause));
  try {
    return await runLocally(ports, head.run, { onTick, onFailure, signal });
  } finally {
    progress.clear();
    for (const failure of failures) process.stderr.write(`tried again after: ${failure}\n`);
  }
}

async function limitsOf({ table }: LocalRuntime['ports'], head: RunHead, now: number) {
  const budgets = await Promise.all(
    head.connections.flatMap(({ plugin, name, tokens }) =>
      (tokens.length > 0 ? tokens : [null]).map((token) => readBudget(table, `${plugin}/${name}`, token)),
    ),
  );
  const known = budgets.flatMap(({ remaining }) => (remaining === null ? [] : [remaining]));
  const blocked = budgets.filter(({ blockedUntil }) => blockedUntil > now).map(({ blockedUntil }) => blockedUntil);
  return {
    requestsLeft: known.length > 0 ? known.reduce((sum, remaining) => sum + remaining, 0) : undefined,
    waitingUntil: blocked.length === budgets.length ? Math.min(...blocked) : undefined,
  };
}
