import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { RunReport } from '../../shared/contract/run.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { type GitHubServer, startGitHub } from '../support/github/server.ts';
import { REPOSITORY, type WorldSize } from '../support/github/world.ts';
import { apiUrl, deployedPorts, digestOf, putConnection, readApiKey, setTimeouts } from './deployed.ts';

/** A small repository; `npm run bench:killed` takes one of 1,000 pages, and writes what it saw into bench/KILLED.md. */
const LARGE = process.env.SLUICE_KILLED === 'large';
const SIZE: WorldSize = LARGE
  ? { issues: 2000, pulls: 250, commits: 60, runs: 90, deployments: 60 }
  : { issues: 150, pulls: 12, commits: 20, runs: 8, deployments: 4 };
const ONE_IN = Number(process.env.SLUICE_ONE_IN ?? (LARGE ? 100 : 20));
const SEED = process.env.SLUICE_SEED ?? 'killed';
const CONNECTION = 'killed';
const TOKEN = 'token-of-the-killed';
const SCOPE = `github:${REPOSITORY.name}`;
const MORTAL = z.string().min(1).parse(process.env.SLUICE_MORTAL);
const CLI = new URL('../../cli/sluice.ts', import.meta.url).pathname;
const MINUTES = LARGE ? 20 : 10;

/** What a killed invocation had claimed is claimed again half a minute after the function's timeout. */
const WORKERS = ['collect', 'extract', 'convert'] as const;
/** Collect asks nothing in the last 20 s. */
const SHORT_SECONDS = 30;
const DEPLOYED_SECONDS = 300;

const Found = z.object({ run: z.string(), state: z.string(), report: RunReport.nullish() });

let github: GitHubServer;
let key = '';
const folder = mkdtempSync(join(tmpdir(), 'sluice-killed-'));

const linesOf = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];

async function call(path: string, init: RequestInit = {}): Promise<z.infer<typeof Found>> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return Found.parse(await (await fetch(`${apiUrl}${path}`, { ...init, headers })).json());
}

async function follow(run: string): Promise<z.infer<typeof Found>> {
  for (const end = Date.now() + MINUTES * 60_000; Date.now() < end; ) {
    const found = await call(`/runs/${run}`);
    if (!['planning', 'running'].includes(found.state)) return found;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`run ${run} has no end after ${MINUTES} minutes`);
}

async function syncLocally(): Promise<void> {
  const given = ['sync', SCOPE, '--base-url', github.url, '--connection', CONNECTION, '--store', folder, '--json'];
  await promisify(execFile)(process.execPath, [CLI, ...given], { env: { ...process.env, GITHUB_TOKEN: TOKEN } });
}

beforeAll(async () => {
  github = await startGitHub({ size: SIZE });
  key = await readApiKey();
  await putConnection(CONNECTION, { tokens: [TOKEN], baseUrl: github.url });
  await setTimeouts(WORKERS, SHORT_SECONDS);
});

afterAll(async () => {
  rmSync(MORTAL, { force: true });
  await setTimeouts(WORKERS, DEPLOYED_SECONDS);
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

test(
  `a run of which one invocation in ${ONE_IN} is killed ends with the digest of the undisturbed run (seed ${SEED})`,
  async () => {
    await syncLocally();
    const pages = github.seen.length;
    github.forget();
    writeFileSync(MORTAL, JSON.stringify({ seed: SEED, oneIn: ONE_IN }));
    const began = Date.now();

    const { run } = await call('/runs', {
      method: 'POST',
      body: JSON.stringify({ scopes: [SCOPE], connection: CONNECTION }),
    });
    const { state, report } = await follow(run);
    const seconds = Math.round((Date.now() - began) / 1000);
    rmSync(MORTAL);

    const invocations = linesOf(`${MORTAL}.invocations`).length;
    const deaths = linesOf(`${MORTAL}.deaths`);
    const local = openStore(folder, 'read');
    const expected = await digestOf(local.domain, CONNECTION);
    local.close();
    expect(state).toBe('completed');
    expect(report?.dead).toEqual([]);
    for (const { planned, done } of Object.values(report?.totals.stages ?? {})) expect(done).toBe(planned);
    expect([...(await digestOf(deployedPorts().domain, CONNECTION))]).toEqual([...expected]);
    expect([...expected.keys()].length).toBeGreaterThan(15);
    expect(deaths.length).toBeGreaterThan(0);
    expect(github.seen.length).toBeLessThan(2 * pages);
    const facts = { pages, requests: github.seen.length, invocations, deaths, seconds };
    if (LARGE) writePage(facts);
    console.info(facts);
  },
  (MINUTES + 2) * 60_000,
);

interface Facts {
  readonly pages: number;
  readonly requests: number;
  readonly invocations: number;
  readonly deaths: readonly string[];
  readonly seconds: number;
}

const PAGE = 'bench/KILLED.md';
const HEAD = `# A run whose invocations are killed

\`npm run bench:killed\`; \`SLUICE_ONE_IN=10\` before it kills one in ten.

A generated repository is synced through the API of a deployment in MiniStack. Of every so many invocations of plan, dispatch,
collect, extract, convert, finish and sweep one is killed with SIGKILL at one of its calls to AWS, before it is sent or when it
is answered, or else before its own answer ([\`test/aws/mortal.ts\`](../test/aws/mortal.ts)). The workers' timeout is ${SHORT_SECONDS} s here, so
that what a killed one had claimed is claimed again within a minute: that is most of the time.
`;

/** Puts the section of this part into the page, in the place of an older one. */
function writePage(facts: Facts): void {
  const title = `One invocation in ${ONE_IN}`;
  const before = existsSync(PAGE) ? readFileSync(PAGE, 'utf8').split('\n## ').slice(1) : [];
  const others = before.filter((section) => !section.startsWith(`${title}\n`)).map((section) => section.trimEnd());
  const sections = [...others, sectionOf(title, facts)].map((section) => `## ${section}\n`);
  writeFileSync(PAGE, [HEAD, ...sections].join('\n'));
}

const sectionOf = (title: string, of: Facts): string => `${title}

${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model ?? 'an unknown processor'}, seed \`${SEED}\`.

| | |
| --- | --- |
| requests, undisturbed | ${of.pages} |
| requests, killed | ${of.requests} |
| invocations | ${of.invocations} |
| killed | ${of.deaths.length} |
| time | ${of.seconds} s |
| end | \`completed\`, nothing dead, every table's digest that of the undisturbed run |

${of.deaths.map((death) => `- ${death}`).join('\n')}`;
