import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import * as z from 'zod';
import { places } from '../contract/places.ts';
import { type RunHead, RunRequest } from '../contract/run.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { cancel } from '../pipeline/cancel.ts';
import { toItem, toValue } from '../pipeline/deep-json.ts';
import { canonical } from '../pipeline/identity.ts';
import { listRuns, viewRun } from '../pipeline/list-runs.ts';
import { runId } from '../pipeline/plan.ts';
import { readProgress } from '../pipeline/progress.ts';
import { parseScopeName } from '../pipeline/resolve-scope.ts';
import { retryOf } from '../pipeline/retry.ts';
import type { ApiPorts } from './app.ts';
import { decodeCursor, encodeCursor, limitOf } from './page.ts';

const Body = z.strictObject(RunRequest.omit({ trigger: true }).shape);
const IdempotencyKey = z.string().min(1).max(200);

/** `POST /runs`, `GET /runs`, `GET /runs/{id}`, `POST /runs/{id}/cancel`, `POST /runs/{id}/retry`. */
export function runRoutes(ports: ApiPorts): Hono {
  const app = new Hono();
  app.post('/runs', async (context) => {
    const request = await readRequest(ports, await context.req.text(), context.req.header('idempotency-key'));
    const run = runId(request.trigger);
    await startOnce(ports, run, request);
    return context.json({ run, state: 'planning' }, 202, { location: `/api/v1/runs/${run}` });
  });
  app.get('/runs', async (context) => {
    const before = decodeCursor(context.req.query('cursor'), 'runs');
    const limit = limitOf(context.req.query('limit'), { usual: 50, most: 200 });
    const { runs, next } = await listRuns(ports.table, { limit, ...(before !== undefined && { before }) });
    return context.json({ runs: runs.map(summaryOf), next: next === undefined ? null : encodeCursor(next, 'runs') });
  });
  app.get('/runs/:id', async (context) => {
    const run = context.req.param('id');
    const requested = await ports.table.get(places.requested(run));
    try {
      const { head, totals, report } = await viewRun(ports.table, run);
      const progress = await readProgress(ports, head, totals);
      return context.json({ ...summaryOf(head), progress, totals, report: report ?? null });
    } catch (error) {
      // The machine has been started and has not planned yet.
      if (error instanceof NotFoundError && requested) return context.json({ run, state: 'planning' });
      throw error;
    }
  });
  app.post('/runs/:id/cancel', async (context) => {
    const head = await cancel(ports, context.req.param('id'));
    return context.json(summaryOf(head), 202);
  });
  app.post('/runs/:id/retry', async (context) => {
    const key = keyOf(context.req.header('idempotency-key'));
    const request = await retryOf(ports.table, context.req.param('id'), key);
    const run = runId(request.trigger);
    await startOnce(ports, run, request);
    return context.json({ run, state: 'planning' }, 202, { location: `/api/v1/runs/${run}` });
  });
  return app;
}

function keyOf(given: string | undefined): string {
  if (given === undefined) return randomUUID();
  const key = IdempotencyKey.safeParse(given);
  if (!key.success) throw new InvalidInputError('the Idempotency-Key has 1 to 200 characters');
  return key.data;
}

async function readRequest(ports: ApiPorts, body: string, key: string | undefined): Promise<RunRequest> {
  const read = Body.safeParse(jsonOf(body));
  if (!read.success) {
    const [issue] = read.error.issues;
    const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol');
    throw new InvalidInputError(`${path.join('.') || 'the body'}: ${issue?.message}`, path);
  }
  for (const [index, name] of read.data.scopes.entries()) checkScope(ports, name, index);
  return { ...read.data, trigger: { kind: 'request', key: keyOf(key) } };
}

function checkScope({ plugins }: ApiPorts, name: string, index: number): void {
  try {
    parseScopeName(plugins, name);
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw new InvalidInputError(cause.message, ['scopes', index], { cause });
    throw cause;
  }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new InvalidInputError('the body is not JSON; send {"scopes": ["github:owner/repo"]}', [], { cause });
  }
}

/** The request is kept first, so that the run can be asked for at once; then the machine is started, once. */
async function startOnce({ table, machine, clock }: ApiPorts, run: string, request: RunRequest): Promise<void> {
  const place = places.requested(run);
  const item = toItem({ ...place, at: clock.now(), request: toValue(request) });
  // On the list of open runs from now on: should the machine not plan it, the sweeper starts it again.
  const isNew =
    (await table.transact([
      { kind: 'put', item, when: { absent: true } },
      { kind: 'put', item: places.open(run) },
    ])) === 'done';
  const stored = isNew ? request : RunRequest.parse((await table.get(place))?.request);
  if (canonical(stored) !== canonical(request))
    throw new InvalidInputError('this Idempotency-Key was used for another request; use a new one', [
      'idempotency-key',
    ]);
  await machine.start(run, 0, stored);
}

const summaryOf = (head: RunHead) => ({
  run: head.run,
  state: head.state,
  createdAt: new Date(head.createdAt).toISOString(),
  endedAt: head.endedAt === null ? null : new Date(head.endedAt).toISOString(),
  canceled: head.canceledAt !== null,
  scopes: head.scopes.map(({ key, name }) => ({ key, name })),
  skipped: head.skipped,
  failure: head.failure,
});
