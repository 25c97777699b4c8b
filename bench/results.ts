import { arch, cpus, platform } from 'node:os';
import type { Measured } from './measure.ts';

/** A promise of the issue, what was measured, and whether it is kept. */
export interface Goal {
  readonly promise: string;
  readonly measured: string;
  readonly kept: boolean;
}

/** The page that is committed: the goals, then every measurement. */
export function resultsPage(date: string, goals: readonly Goal[], all: readonly Measured[]): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model.trim()}, ${platform()} ${arch()}, Node ${process.version}`;
  return [
    '# What a sync costs',
    '',
    `\`npm run bench\` wrote this on ${date} (${machine}). The issues of a generated repository, 100 a page and about`,
    '3 KB each, come from a server in another process on the same machine, into an empty store.',
    '',
    ...table(
      ['goal', 'measured', 'kept'],
      goals.map(({ promise, measured, kept }) => [promise, measured, kept ? 'yes' : '**no**']),
    ),
    '',
    ...table(
      ['issues', 'latency', 'wall', 'collecting', 'requests', 'requests/s', 'records/s', 'CPU', 'peak memory'],
      all.map((one) => [
        one.issues.toLocaleString('en-US'),
        `${one.latencyMilliseconds} ms`,
        `${one.seconds.toFixed(1)} s`,
        `${one.collectSeconds.toFixed(2)} s`,
        String(one.requests),
        (one.requests / one.collectSeconds).toFixed(0),
        (one.records / one.seconds).toFixed(0),
        `${one.cpuSeconds.toFixed(1)} s`,
        `${one.megabytes.toFixed(0)} MB`,
      ]),
    ),
    '',
  ].join('\n');
}

const table = (heading: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [heading, heading.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
