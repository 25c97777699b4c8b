import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keptOpen } from '../../test/support/http-get.ts';
import { type Goal, goalTable, table, whenAndWhere } from '../page.ts';
import { fillRun } from './fill-run.ts';
import { writeSection } from './serve-page.ts';
import { type Served, served } from './served.ts';

const PER_SECOND = 200;
const SECONDS = 30;

interface Answered {
  readonly status: number;
  /** From when the request was to be sent, whether or not it could be. */
  readonly milliseconds: number;
}

/** Asks a local server for a run at a steady rate, whatever it answers, and writes down how it held. */
export async function run(): Promise<void> {
  const [load = 0] = loadavg();
  const folder = mkdtempSync(join(tmpdir(), 'sluice-requests-'));
  try {
    const path = `/runs/${await fillRun(folder)}`;
    const server = await served(folder);
    try {
      // What is compiled once is no part of a rate.
      await atRate(server, path, 1);
      const before = await server.usage();
      const answers = await atRate(server, path, SECONDS);
      const { cpuSeconds, megabytes } = await server.usage();
      writeSection(
        'Requests, one after the other',
        requestLines(answers, { cpuSeconds: cpuSeconds - before.cpuSeconds, megabytes }, load),
      );
    } finally {
      await server.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sends each request at its own time: one that is slow holds back none of those behind it. */
async function atRate(server: Served, path: string, seconds: number): Promise<readonly Answered[]> {
  const client = keptOpen();
  const headers = { authorization: `Bearer ${server.key}` };
  const began = performance.now();
  const all: Promise<Answered>[] = [];
  for (let sent = 0; sent < PER_SECOND * seconds; sent += 1) {
    const due = began + (sent * 1000) / PER_SECOND;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    const answered = client.status(`${server.url}/api/v1${path}`, headers);
    all.push(answered.then((status) => ({ status, milliseconds: performance.now() - due })));
  }
  const answers = await Promise.all(all);
  client.close();
  return answers;
}

const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;

/** The lines of the section that is committed. */
export function requestLines(
  answers: readonly Answered[],
  { cpuSeconds, megabytes }: { readonly cpuSeconds: number; readonly megabytes: number },
  load: number,
): readonly string[] {
  const sorted = answers.map((answer) => answer.milliseconds).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0;
  const errors = answers.filter(({ status }) => status !== 200).length;
  const goals: readonly Goal[] = [
    {
      promise: `${PER_SECOND} requests a second on \`GET /runs/{id}\` for ${SECONDS} s without an error`,
      measured: `${errors} errors in ${answers.length.toLocaleString('en-US')} requests; ${milliseconds(at(0.99))} for 99 of 100`,
      kept: errors === 0,
    },
  ];
  return [
    `\`npm run bench -- requests\` wrote this ${whenAndWhere()}. The load was ${load.toFixed(1)} on ${cpus().length} cores when it began.`,
    '',
    ...goalTable(goals),
    '',
    'Requests are sent at their times, however long answers take, and are measured from then on: a server that falls behind',
    'shows. Client and server share the machine; the run has synced a thousand issues.',
    '',
    ...table(
      [
        'requests',
        'errors',
        'half within',
        '99 of 100 within',
        'the slowest',
        'processor of the server',
        'peak resident',
      ],
      [
        [
          answers.length.toLocaleString('en-US'),
          String(errors),
          milliseconds(at(0.5)),
          milliseconds(at(0.99)),
          milliseconds(at(1)),
          `${((cpuSeconds * 1e6) / answers.length).toFixed(0)} µs a request`,
          `${megabytes.toFixed(0)} MB`,
        ],
      ],
    ),
  ];
}
