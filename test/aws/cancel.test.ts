import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type GitHubServer, startGitHub } from '../support/github/server.ts';
import { REPOSITORY } from '../support/github/world.ts';
import { apiUrl, putConnection, readApiKey } from './deployed.ts';

/** No request may begin later than this after a cancel. */
const AT_MOST = 5_000;
const LATENCY = 700;
const CONNECTION = 'canceled';
const ENDS = ['completed', 'canceled', 'failed', 'completed_with_errors', 'superseded'];

const Stage = z.object({
  planned: z.number(),
  open: z.number(),
  done: z.number(),
  dead: z.number(),
  canceled: z.number(),
});
const Found = z.object({
  run: z.string(),
  state: z.string(),
  progress: z.object({ stages: z.record(z.string(), Stage) }).optional(),
});

let github: GitHubServer;
let key = '';

async function call(path: string, body?: unknown): Promise<z.infer<typeof Found>> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
  return Found.parse(await (await fetch(`${apiUrl}${path}`, init)).json());
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Looks at the run until it has ended; each look adds up. */
async function follow(run: string): Promise<z.infer<typeof Found>> {
  for (;;) {
    const found = await call(`/runs/${run}`);
    for (const { planned, open, done, dead, canceled } of Object.values(found.progress?.stages ?? {}))
      expect(open + done + dead + canceled).toBe(planned);
    if (ENDS.includes(found.state)) return found;
    await pause(1000);
  }
}

beforeAll(async () => {
  github = await startGitHub({ size: { issues: 100, pulls: 60 }, latencyMilliseconds: LATENCY });
  key = await readApiKey();
  await putConnection(CONNECTION, { tokens: ['token-of-the-canceled'], baseUrl: github.url });
});

afterAll(() => github.close());

test('a run that is canceled sends nothing later than 5 s after it, adds up, and the next one is complete', async () => {
  const request = { scopes: [`github:${REPOSITORY.name}`], connection: CONNECTION };
  const { run } = await call('/runs', request);
  while (github.seen.length < 25) await pause(50);

  const canceledAt = Date.now();
  await call(`/runs/${run}/cancel`, {});
  const ended = await follow(run);
  // When an answer is ready, its request began so long before.
  const late = github.seen.filter(({ at }) => at - LATENCY > canceledAt + AT_MOST);
  const next = await follow((await call('/runs', request)).run);

  expect(ended.state).toBe('canceled');
  expect(late).toEqual([]);
  expect(ended.progress?.stages.collect).toMatchObject({ open: 0 });
  expect(ended.progress?.stages.collect?.canceled).toBeGreaterThan(0);
  expect(next.state).toBe('completed');
}, 240_000);
