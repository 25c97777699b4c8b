import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { places } from '../contract/places.ts';
import { DeadItem, RunRequest } from '../contract/run.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { cancel } from '../pipeline/cancel.ts';
import { listRuns, viewRun } from '../pipeline/list-runs.ts';
import { readProgress } from '../pipeline/progress.ts';
import { parseScopeName } from '../pipeline/resolve-scope.ts';
import { retryOf } from '../pipeline/retry.ts';
import { isOpen, readHead } from '../pipeline/run-head.ts';
import type { ApiPorts } from './app.ts';
import { callerId } from './auth/caller.ts';
import { boundKey, keyOf } from './idempotency.ts';
import { decodeCursor, encodeCursor, limitOf, Paging, pageOf } from './page.ts';
import { type Given, nothing, type Route, route } from './route.ts';
import { Failure, Started, Summary, summaryOf, View } from './run-schemas.ts';
import { startRun } from './start-run.ts';

const Id = z.object({ id: z.string().min(1).max(200) });
const Body = z.strictObject(RunRequest.omit({ trigger: true }).shape);
const Rerun = z.strictObject({ from: z.enum(['extract', 'convert']) });
const started = { 202: { says: 'it is being planned; Location leads to it', schema: Started } };
const shared = { ...nothing, tag: 'runs' };

/** What is asked of runs. */
export const runRoutes = (ports: ApiPorts): readonly Route[] => [
  route(
    {
      ...shared,
      method: 'post',
      path: '/runs',
      role: 'operator',
      says: 'Starts a run: syncs scopes, or derives them again (`options.from`)',
      body: Body,
      answers: started,
    },
    async ({ context, body }) => {
      for (const [index, name] of body.scopes.entries()) checkScope(ports, name, index);
      return start(ports, context, { ...body, trigger: triggerOf(context) });
    },
  ),
  route(
    {
      ...shared,
      method: 'get',
      path: '/runs',
      role: 'reader',
      says: 'Lists the runs, the latest first',
      query: Paging,
      answers: { 200: { says: 'a page of them', schema: pageOf('runs', Summary) } },
    },
    async ({ context, query }) => {
      const before = decodeCursor(query.cursor, 'runs');
      const limit = limitOf(query.limit, { usual: 50, most: 200 });
      const { runs, next } = await listRuns(ports.table, { limit, ...(before !== undefined && { before }) });
      return context.json({ runs: runs.map(summaryOf), next: next === undefined ? null : encodeCursor(next, 'runs') });
    },
  ),
  route(
    {
      ...shared,
      method: 'get',
      path: '/runs/{id}',
      role: 'reader',
      says: 'One run: how far it is, what it did, and its report when it has ended',
      params: Id,
      answers: { 200: { says: 'the run', schema: View } },
    },
    async ({ context, params: { id: run } }) => {
      try {
        const { head, totals, report } = await viewRun(ports.table, run);
        const progress = await readProgress(ports, head, totals);
        return context.json({ ...summaryOf(head), progress, totals, report: report ?? null });
      } catch (error) {
        // The machine has been started and has not planned yet.
        if (error instanceof NotFoundError && (await ports.table.get(places.requested(run))))
          return context.json({ run, state: 'planning' });
        throw error;
      }
    },
  ),
  route(
    {
      ...shared,
      method: 'post',
      path: '/runs/{id}/cancel',
      role: 'operator',
      says: 'Cancels a run: no request is sent 5 s after it; one that has ended stays as it is',
      params: Id,
      answers: { 202: { says: 'the run', schema: Summary } },
    },
    async ({ context, params }) => context.json(summaryOf(await cancel(ports, params.id)), 202),
  ),
  route(
    {
      ...shared,
      method: 'post',
      path: '/runs/{id}/retry',
      role: 'operator',
      says: 'Starts a run that tries only what died in this one',
      params: Id,
      answers: started,
    },
    async ({ context, params }) => {
      return start(ports, context, await retryOf(ports.table, params.id, keyFor(context)));
    },
  ),
  route(
    {
      ...shared,
      method: 'post',
      path: '/runs/{id}/rerun',
      role: 'operator',
      says: 'Starts a run that derives the scopes of this one again from what is stored; nothing is asked of the vendor',
      params: Id,
      body: Rerun,
      answers: started,
    },
    async ({ context, params, body }) => {
      const head = await readHead(ports.table, params.id);
      if (isOpen(head)) throw new InvalidInputError(`run "${head.run}" goes on; wait for its end or cancel it`);
      return start(ports, context, { ...head.request, trigger: triggerOf(context), options: { from: body.from } });
    },
  ),
  ...['/runs/{id}/failures', '/runs/{id}/dead-items'].map((path) =>
    route(
      {
        ...shared,
        method: 'get',
        path,
        role: 'reader',
        says: 'What died in a run: what was asked, what was answered (secrets masked), how often and when',
        params: Id,
        query: Paging,
        answers: { 200: { says: 'a page of them', schema: pageOf('failures', Failure) } },
      },
      async ({ context, params: { id: run }, query }) => {
        await readHead(ports.table, run);
        const name = `failures of ${run}`;
        const after = decodeCursor(query.cursor, name);
        const limit = limitOf(query.limit, { usual: 50, most: 200 });
        const page = await ports.table.query(places.dead(run), { limit, ...(after !== undefined && { after }) });
        const failures = page.items.map((item) => {
          const { at, ...dead } = DeadItem.parse(item);
          return { ...dead, at: new Date(at).toISOString() };
        });
        return context.json({ failures, next: page.last === undefined ? null : encodeCursor(page.last, name) });
      },
    ),
  ),
];

type Asked = Given<unknown, unknown, unknown>['context'];

/** The run is named by it: should it be begun and not answered, whoever sends it again means the same run. */
function keyFor(context: Asked): string {
  const key = keyOf(context.req.header('idempotency-key'));
  return key === undefined ? randomUUID() : boundKey(callerId(context.env.caller), key);
}

const triggerOf = (context: Asked): RunRequest['trigger'] => ({ kind: 'request', key: keyFor(context) });

async function start(ports: ApiPorts, context: Asked, request: RunRequest): Promise<Response> {
  const run = await startRun(ports, request);
  return context.json({ run, state: 'planning' }, 202, { location: `/api/v1/runs/${run}` });
}

function checkScope({ plugins }: ApiPorts, name: string, index: number): void {
  try {
    parseScopeName(plugins, name);
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw new InvalidInputError(cause.message, ['scopes', index], { cause });
    throw cause;
  }
}
