import { type Goal, goalTable, table, whenAndWhere } from '../page.ts';
import type { Measured } from './measure.ts';

/** The page that is committed: the goals, then every measurement. */
export function resultsPage(goals: readonly Goal[], all: readonly Measured[]): string {
  return [
    '# What a sync costs',
    '',
    `\`npm run bench -- sync\` wrote this ${whenAndWhere()}. The issues of a generated repository, 100 a page and about`,
    '3 KB each, come from a server in another process on the same machine, into an empty store.',
    '',
    ...goalTable(goals),
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
