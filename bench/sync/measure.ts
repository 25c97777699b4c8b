import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { RunReport } from '../../shared/contract/run.ts';
import { REPOSITORY } from '../../test/support/github/world.ts';

const ROOT = join(import.meta.dirname, '../..');
const Started = z.object({ url: z.string() });
const Saw = z.object({ requests: z.number(), collecting: z.number() });
const Usage = z.object({ maxRSS: z.number(), cpu: z.number() });

/** What one sync cost. */
export interface Measured {
  readonly issues: number;
  readonly latencyMilliseconds: number;
  /** Of the whole process, from its start to its end. */
  readonly seconds: number;
  /** From the first request of the list to the answer with its last page. */
  readonly collectSeconds: number;
  readonly requests: number;
  readonly records: number;
  readonly megabytes: number;
  readonly cpuSeconds: number;
}

/** Syncs the issues of a generated repository from a server in another process into an empty store. */
export async function measure(issues: number, latencyMilliseconds: number): Promise<Measured> {
  const server = fork(join(import.meta.dirname, 'github.ts'), [String(issues), String(latencyMilliseconds)]);
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  try {
    const { url } = Started.parse((await once(server, 'message'))[0]);
    const began = performance.now();
    const { report, usage } = await sync(url, folder);
    const seconds = (performance.now() - began) / 1000;
    server.send('what did you see?');
    const saw = Saw.parse((await once(server, 'message'))[0]);
    const records = Object.values(report.totals.streams).reduce((sum, stream) => sum + stream.records, 0);
    return {
      issues,
      latencyMilliseconds,
      seconds,
      collectSeconds: saw.collecting / 1000,
      requests: saw.requests,
      records,
      megabytes: usage.maxRSS / 1024,
      cpuSeconds: usage.cpu / 1000,
    };
  } finally {
    server.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sync(url: string, folder: string) {
  const usage = join(folder, 'usage.json');
  const child = spawn(
    process.execPath,
    [
      ...['--import', join(ROOT, 'bench/peak-memory.ts'), join(ROOT, 'cli/sluice.ts')],
      ...['sync', `github:${REPOSITORY.name}`, '--base-url', url, '--store', join(folder, 'store')],
      ...['--streams', 'issues', '--json'],
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, GITHUB_TOKEN: 'bench', BENCH_USAGE: usage },
    },
  );
  const out = await text(child.stdout);
  const report = RunReport.parse(JSON.parse(out));
  if (report.state !== 'completed') throw new TypeError(`the sync ended ${report.state}: ${out.slice(0, 400)}`);
  return { report, usage: Usage.parse(JSON.parse(readFileSync(usage, 'utf8'))) };
}
