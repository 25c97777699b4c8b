import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { Answer, Client } from '../client.ts';
import { SCOPE } from './configuration.ts';

const Run = z.object({ run: z.string(), state: z.string() });
const LONGEST = 300_000;

/** Looks at a run until it is in one of these states, or has ended. */
async function until({ look }: Client, run: string, states: readonly string[]): Promise<void> {
  const begun = Date.now();
  for (;;) {
    const { state } = Run.parse((await look(`/runs/${run}`)).json);
    if (states.includes(state) || !['planning', 'running'].includes(state)) return;
    if (Date.now() - begun > LONGEST) throw new Error(`run ${run} is ${state} after five minutes`);
    await wait(200);
  }
}

/** A run that is asked for under a key of its own, so that it is one however often it is asked for. */
async function start(
  { ask, learn }: Client,
  name: string,
  operation: string,
  given: { readonly params?: Readonly<Record<string, string>>; readonly body?: unknown },
): Promise<string> {
  const headers = { 'idempotency-key': `targets: ${name}` };
  const asked = { as: 'operator', ...given, headers, status: 202 };
  const { run } = Run.parse((await ask(`${name} is asked for`, operation, asked)).json);
  learn(`<run of ${name}>`, run);
  await ask(`${name} is asked for again`, operation, asked);
  return run;
}

/** Runs of every kind, from their start to their report; answers the first one, which has ended. */
export async function run(client: Client): Promise<string> {
  const { ask } = client;
  const body = { scopes: [SCOPE] };
  const sync = await start(client, 'a sync', 'POST /runs', { body });
  await ask('another sync under the key of that one', 'POST /runs', {
    status: 422,
    body: { scopes: ['github@slow:octo/orchard'] },
    headers: { 'idempotency-key': 'targets: a sync' },
    as: 'operator',
  });
  await ask('a sync of no source', 'POST /runs', { status: 400, body: { scopes: [SCOPE, 'svn:trunk'] } });
  await ask('a sync of nothing', 'POST /runs', { status: 400, body: { scopes: [] } });
  await ask('a sync that a reader asks for', 'POST /runs', { as: 'reader', status: 403, body });
  const slow = await start(client, 'a slow sync', 'POST /runs', { body: { scopes: ['github@slow:octo/orchard'] } });
  await Promise.all([until(client, sync, []), cancelWhenItRuns(client, slow)]);
  const of = (id: string) => ({ as: 'reader', params: { id } });
  await ask('the sync', 'GET /runs/{id}', of(sync));
  await ask('what died in it', 'GET /runs/{id}/failures', of(sync));
  await ask('its dead items', 'GET /runs/{id}/dead-items', { ...of(sync), query: { limit: '1' } });
  await ask('what was logged of it', 'GET /runs/{id}/logs', { ...of(sync), shown: messagesIn });
  await ask('the ended sync is canceled', 'POST /runs/{id}/cancel', {
    as: 'operator',
    params: { id: sync },
    status: 202,
  });

  const again = await start(client, 'a retry', 'POST /runs/{id}/retry', { params: { id: sync } });
  await until(client, again, []);
  await ask('the retry', 'GET /runs/{id}', of(again));
  const rerun = { params: { id: sync }, body: { from: 'convert' } };
  const derived = await start(client, 'a rerun', 'POST /runs/{id}/rerun', rerun);
  await until(client, derived, []);
  await ask('the rerun', 'GET /runs/{id}', of(derived));
  await ask('a rerun of no stage', 'POST /runs/{id}/rerun', { params: { id: sync }, body: { from: 'x' }, status: 400 });
  await ask('all runs', 'GET /runs', { as: 'reader', shown: ({ json }) => statesIn(json) });
  const { json } = await ask('the first two runs', 'GET /runs', { query: { limit: '2' } });
  const cursor = z.object({ next: z.string().catch('') }).parse(json).next;
  await ask('the next two runs', 'GET /runs', { query: { limit: '2', cursor } });
  await ask('runs of another page', 'GET /runs', { query: { cursor: 'x' }, status: 400 });
  for (const part of ['', '/failures', '/dead-items', '/logs'])
    await ask(`no run${part}`, `GET /runs/{id}${part}`, { params: { id: 'run-0' }, status: 404 });
  for (const verb of ['cancel', 'retry'])
    await ask(`no run to ${verb}`, `POST /runs/{id}/${verb}`, { params: { id: 'run-0' }, status: 404 });
  await ask('no run to rerun', 'POST /runs/{id}/rerun', { params: { id: 'run-0' }, body: rerun.body, status: 404 });
  await ask('the runs as they were asked for first', 'GET /runs', { base: '', shown: ({ json }) => statesIn(json) });
  await ask('its failures, as they were asked for first', 'GET /runs/{id}/failures', { ...of(sync), base: '' });
  return sync;
}

async function cancelWhenItRuns(client: Client, id: string): Promise<void> {
  await until(client, id, ['running']);
  const params = { id };
  // How far it was is chance.
  const shown = ({ json }: Answer) => z.object({ run: z.string(), canceled: z.boolean() }).parse(json);
  await client.ask('the slow sync is canceled', 'POST /runs/{id}/cancel', {
    as: 'operator',
    params,
    status: 202,
    shown,
  });
  await until(client, id, []);
  const ended = ({ json }: Answer) => Run.extend({ canceled: z.boolean() }).parse(json);
  await client.ask('the slow sync', 'GET /runs/{id}', { as: 'reader', params, shown: ended });
}

const statesIn = (json: unknown) => z.object({ runs: z.array(Run) }).parse(json).runs;

/** What was said at all: how often, and in which order, is chance. */
function messagesIn({ text }: Answer): unknown {
  const lines = text.split('\n').filter((line) => line !== '');
  const said = lines.map((line) => z.object({ message: z.string(), timestamp: z.string() }).parse(JSON.parse(line)));
  return [...new Set(said.map(({ message }) => message))].toSorted();
}
