import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import * as z from 'zod';
import { Failure, Progress, Started, Summary } from '../../shared/api/run-schemas.ts';
import { RunReport, Totals } from '../../shared/contract/run.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { ApiClient } from '../../shared/http/api-client.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { printReport } from '../print-report.ts';
import { noLog, printCanceled, printRunList } from '../print-runs.ts';
import { progressTable, showProgress } from '../progress.ts';
import { sayTo } from '../say.ts';

/** How often a run that goes on is looked at, in milliseconds. */
const WATCH_EVERY = 2_000;
/** How long a run that was just asked for may be unknown. */
const PATIENCE = 60_000;

const NONE = { planned: 0, open: 0, done: 0, dead: 0, canceled: 0 };
const Stage = z.object({
  planned: z.number(),
  open: z.number(),
  done: z.number(),
  dead: z.number(),
  canceled: z.number(),
});
const Stages = z.object({
  collect: Stage.default(NONE),
  extract: Stage.default(NONE),
  convert: Stage.default(NONE),
  enrich: Stage.default(NONE),
  publish: Stage.default(NONE),
});
const Whole = Summary.extend({
  progress: Progress.extend({ stages: Stages }),
  totals: Totals,
  report: RunReport.nullable(),
});
type Whole = z.infer<typeof Whole>;
const View = z.union([Whole, z.object({ run: z.string(), state: z.literal('planning') })]);

const pathOf = (run: string): string => `/runs/${encodeURIComponent(run)}`;
const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

/** `sluice runs`. */
export async function remoteRuns(call: ApiClient, given: { limit: number; json?: boolean }): Promise<number> {
  const runs: z.infer<typeof Summary>[] = [];
  for (let cursor = ''; runs.length < given.limit; ) {
    const limit = Math.min(given.limit - runs.length, 200);
    const answer = await call({ path: `/runs?limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}` });
    const page = z.object({ runs: z.array(Summary), next: z.string().nullable() }).parse(await answer.json());
    runs.push(...page.runs);
    if (page.next === null) break;
    cursor = page.next;
  }
  const rows = runs.map(({ run, state, createdAt, endedAt, scopes }) => ({
    run,
    state,
    started: createdAt,
    ended: endedAt ?? '',
    scopes: scopes.map(({ name }) => name),
  }));
  printRunList(rows, given.json ?? false);
  return 0;
}

/** What `sluice run` was given. */
export interface RemoteRunArguments {
  readonly run: string;
  readonly json?: boolean;
  readonly dead?: boolean;
  readonly watch?: boolean;
}

/** `sluice run`: its report, or how far it is; `--watch` follows it to its end. */
export async function remoteRun(call: ApiClient, given: RemoteRunArguments): Promise<number> {
  if (given.dead) return remoteDead(call, given.run);
  const whole = given.watch ? await follow(call, given.run, given.json ?? false) : await viewOf(call, given.run);
  if (!('totals' in whole)) process.stdout.write(`run ${whole.run} ${whole.state}\n`);
  else if (given.json)
    printJson({
      ...(whole.report ?? { run: whole.run, totals: whole.totals }),
      state: whole.state,
      progress: whole.progress,
    });
  else if (whole.report) printReport(whole.report, sayTo(process.stdout));
  else printFar(whole);
  return given.watch && whole.state !== 'completed' ? 1 : 0;
}

function printFar({ run, state, createdAt, endedAt, progress, totals }: Whole): void {
  const say = sayTo(process.stdout);
  const now = systemClock.now();
  say.line(`run ${run} ${state}, started ${createdAt}`);
  say.line();
  const elapsed = (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(createdAt);
  for (const line of progressTable({ progress, totals, elapsed, now })) say.line(line);
}

/** Everything that died, one JSON object a line. */
async function remoteDead(call: ApiClient, run: string): Promise<number> {
  for (let cursor = ''; ; ) {
    const answer = await call({
      path: `${pathOf(run)}/failures?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    });
    const { failures, next } = z
      .object({ failures: z.array(Failure), next: z.string().nullable() })
      .parse(await answer.json());
    for (const failure of failures) printJson(failure);
    if (next === null) return 0;
    cursor = next;
  }
}

const viewOf = async (call: ApiClient, run: string) => View.parse(await (await call({ path: pathOf(run) })).json());

/** Shows how far a run is until it has ended. */
async function follow(call: ApiClient, run: string, json: boolean): Promise<Whole> {
  const shown = showProgress(process.stderr);
  let told = '';
  try {
    for (;;) {
      const view = await viewOf(call, run);
      if ('totals' in view) {
        const { state, createdAt, progress, totals } = view;
        if (view.endedAt !== null && view.report !== null) return view;
        const seen = JSON.stringify({ run, state, progress });
        const now = systemClock.now();
        if (!json) shown.update({ progress, totals, elapsed: now - Date.parse(createdAt), now });
        else if (seen !== told) process.stdout.write(`${seen}\n`);
        told = seen;
      }
      await systemClock.sleep(WATCH_EVERY);
    }
  } finally {
    shown.clear();
  }
}

/** `sluice sync`: asks for a run, and follows it to its end. */
export async function remoteSync(
  call: ApiClient,
  given: {
    readonly scopes: readonly string[];
    readonly connection?: string;
    readonly options: object;
    readonly json?: boolean;
  },
): Promise<number> {
  const { scopes, connection, options } = given;
  const answer = await call({
    method: 'POST',
    path: '/runs',
    body: { scopes, ...(connection !== undefined && { connection }), options },
    headers: { 'idempotency-key': randomUUID() },
  });
  return report(call, Started.parse(await answer.json()).run, given.json ?? false);
}

/** `sluice retry`. */
export async function remoteRetry(call: ApiClient, given: { run: string; json?: boolean }): Promise<number> {
  const answer = await call({
    method: 'POST',
    path: `${pathOf(given.run)}/retry`,
    headers: { 'idempotency-key': randomUUID() },
  });
  return report(call, Started.parse(await answer.json()).run, given.json ?? false);
}

async function report(call: ApiClient, run: string, json: boolean): Promise<number> {
  sayTo(process.stderr).line(`run ${run}; Ctrl-C leaves it running, sluice cancel ${run} ends it`);
  await known(call, run);
  const whole = await follow(call, run, false);
  if (whole.report && json) printJson(whole.report);
  else if (whole.report) printReport(whole.report, sayTo(process.stdout));
  return whole.state === 'completed' ? 0 : 1;
}

/** A run that was just asked for is planned in a moment. */
async function known(call: ApiClient, run: string): Promise<void> {
  const end = systemClock.now() + PATIENCE;
  for (;;) {
    try {
      await viewOf(call, run);
      return;
    } catch (cause) {
      if (!(cause instanceof NotFoundError) || systemClock.now() > end) throw cause;
      await systemClock.sleep(WATCH_EVERY);
    }
  }
}

/** `sluice cancel`: cancels a run and waits until it has ended. */
export async function remoteCancel(
  call: ApiClient,
  { run, json = false }: { readonly run: string; readonly json?: boolean },
): Promise<number> {
  const before = await viewOf(call, run);
  if ('totals' in before && before.endedAt !== null) {
    printCanceled({ run, state: before.state, hadEnded: true }, json);
    return 0;
  }
  await call({ method: 'POST', path: `${pathOf(run)}/cancel`, headers: { 'idempotency-key': randomUUID() } });
  const { state } = await follow(call, run, false);
  printCanceled({ run, state, hadEnded: false }, json);
  return 0;
}

/** `sluice logs`. */
export async function remoteLogs(
  call: ApiClient,
  { run, item }: { readonly run: string; readonly item?: string },
): Promise<number> {
  const query = item === undefined ? '' : `?item=${encodeURIComponent(item)}`;
  const answer = await call({ path: `${pathOf(run)}/logs${query}` });
  let isEmpty = true;
  for await (const text of answer.text()) {
    isEmpty &&= text === '';
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  }
  if (!isEmpty) return 0;
  throw new NotFoundError(noLog(run, item));
}
