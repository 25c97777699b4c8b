import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linesOf, sluice, temporaryFolder } from '../support/sluice.ts';

interface Build {
  readonly number: number;
  building?: boolean;
  result?: string;
  readonly stages?: readonly string[];
}

/** A job with builds, or a folder with jobs, by name. */
type Job = readonly Build[] | { readonly [name: string]: Job };
const isFolder = (job: Job): job is { readonly [name: string]: Job } => !Array.isArray(job);

const BEGAN = Date.parse('2026-03-01T10:00:00Z');

const buildOf = (fullName: string, { number, building = false, result }: Build) => ({
  _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
  number,
  building,
  result: result ?? null,
  timestamp: BEGAN + number * 60_000,
  duration: building ? 0 : 30_000,
  url: `https://ci.example/${fullName}/${number}/`,
  fullDisplayName: `${fullName} #${number}`,
  actions: [
    { lastBuiltRevision: { SHA1: number.toString(16).padStart(40, '0'), branch: [{ name: 'main' }] }, remoteUrls: [] },
  ],
});

const describe = (fullName: string, job: Job): Record<string, unknown> => ({
  fullName,
  url: `https://ci.example/${fullName}/`,
  ...(isFolder(job)
    ? { jobs: Object.entries(job).map(([name, inside]) => describe(`${fullName}/${name}`, inside)) }
    : { color: 'blue', lastBuild: { number: job[0]?.number } }),
});

const stagesOf = ({ stages = [] }: Build) => ({
  stages: stages.map((name, i) => ({
    id: String(i),
    name,
    status: 'SUCCESS',
    startTimeMillis: BEGAN,
    durationMillis: 9,
  })),
});

/** What is at a path of a Jenkins whose jobs these are; undefined: nothing. */
function find(jobs: { readonly [name: string]: Job }, path: string, tree: string): unknown {
  const names = [...path.matchAll(/\/job\/([^/]+)/g)].map(([, name = '']) => decodeURIComponent(name));
  const rest = path.replace(/(?:\/job\/[^/]+)*/, '');
  let job: Job | undefined = jobs;
  for (const name of names) job = job && isFolder(job) ? job[name] : undefined;
  const fullName = names.join('/');
  if (job === undefined) return undefined;
  if (rest === '/api/json' && isFolder(job)) return describe(fullName, job);
  if (isFolder(job)) return undefined;
  const range = /allBuilds\[.*\]\{(\d+),(\d+)\}/.exec(tree);
  if (rest === '/api/json' && range)
    return { allBuilds: job.slice(Number(range[1]), Number(range[2])).map((build) => buildOf(fullName, build)) };
  if (rest === '/api/json') return describe(fullName, job);
  const build = job.find(({ number }) => rest.startsWith(`/${number}/`));
  if (!build) return undefined;
  if (rest.endsWith('/wfapi/describe')) return build.stages && stagesOf(build);
  return rest.endsWith('/api/json') ? buildOf(fullName, build) : undefined;
}

/** A Jenkins that lets in whoever has this `user:token`. */
async function startJenkins(secret: string, jobs: { readonly [name: string]: Job }) {
  const seen: string[] = [];
  let refused = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://ci');
    seen.push(request.url ?? '');
    const isIn = request.headers.authorization === `Basic ${Buffer.from(secret).toString('base64')}`;
    if (!isIn) refused += 1;
    const found = isIn ? find(jobs, url.pathname, url.searchParams.get('tree') ?? '') : undefined;
    const status = isIn ? (found === undefined ? 404 : 200) : 401;
    response.writeHead(status, { 'content-type': 'application/json', 'x-jenkins': '2.500' });
    response.end(JSON.stringify(found ?? { status }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`,
    seen,
    refused: () => refused,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('two Jenkins with credentials of their own are one run; a build that was running is asked for again', async () => {
  using folder = temporaryFolder();
  const store = join(folder.path, 'store');
  const running: Build = { number: 2, building: true };
  await using one = await startJenkins('ann:token-one', {
    team: {
      app: [{ number: 1, result: 'SUCCESS', stages: ['compile', 'test'] }],
      service: {
        main: [running, { number: 1, result: 'FAILURE' }],
        'feature%2Flogin': [{ number: 1, result: 'SUCCESS' }],
      },
    },
  });
  await using two = await startJenkins('bob:token-two', { nightly: [{ number: 7, result: 'UNSTABLE' }] });
  const environment = {
    JENKINS_ONE_URL: one.url,
    JENKINS_ONE_TOKEN: 'ann:token-one',
    JENKINS_TWO_URL: two.url,
    JENKINS_TWO_TOKEN: 'bob:token-two',
  };
  const sync = () =>
    sluice(['sync', 'jenkins@one:team', 'jenkins@two:nightly', '--store', store, '--json'], environment);
  const rows = async (table: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    linesOf((await sluice(['data', table, '--store', store])).out).map((line) => JSON.parse(line));
  const namesAnd = async (column: string) =>
    (await rows('cicd_pipelines')).map((row) => `${row.name} ${row[column]}`).sort();

  const first = await sync();
  const before = await namesAnd('status');
  const tasks = (await rows('cicd_tasks')).map(
    ({ name, pipeline_id: of }) => `${String(of).split(':').at(-1)} ${name}`,
  );
  one.seen.length = 0;
  Object.assign(running, { building: false, result: 'SUCCESS' });
  const second = await sync();

  expect([first, second].map(({ code, err }) => ({ code, err }))).toEqual([
    { code: 0, err: '' },
    { code: 0, err: '' },
  ]);
  expect(before).toEqual([
    'nightly#7 DONE',
    'team/app#1 DONE',
    'team/service/feature%2Flogin#1 DONE',
    'team/service/main#1 DONE',
    'team/service/main#2 IN_PROGRESS',
  ]);
  // A build without stages, whose describe is 404, is its own task.
  expect(tasks.toSorted()).toEqual([
    'nightly#7 nightly',
    'team/app#1 compile',
    'team/app#1 test',
    'team/service/feature%2Flogin#1 team/service/feature%2Flogin',
    'team/service/main#1 team/service/main',
    'team/service/main#2 team/service/main',
  ]);
  // What UNSTABLE is, a scope config says.
  expect(await namesAnd('result')).toEqual([
    'nightly#7 null',
    'team/app#1 SUCCESS',
    'team/service/feature%2Flogin#1 SUCCESS',
    'team/service/main#1 FAILURE',
    'team/service/main#2 SUCCESS',
  ]);
  expect(one.seen.filter((target) => target.startsWith('/job/team/job/service/job/main/2/api/json'))).toHaveLength(1);
  expect([one.refused(), two.refused()]).toEqual([0, 0]);
});
