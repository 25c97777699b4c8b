import { type Finding, type RunReport, StreamCounts } from '../shared/contract/run.ts';
import { count, duration, grid, type Say } from './say.ts';

/** Failures that are named on the screen; the report holds more. */
const NAMED = 5;

/** Prints what a run did: a line a stream, then what went wrong, once. */
export function printReport(report: RunReport, say: Say): void {
  const streams = Object.entries(report.totals.streams)
    .map(([name, counts]): [string, StreamCounts] => [name.slice(name.lastIndexOf('#') + 1), counts])
    .filter(([name, counts]) => name !== '-' && numbers(counts).some((value) => value > 0));
  const rows = [...Map.groupBy(streams, ([name]) => name)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, all]) => [name, ...cells(sum(all.map(([, counts]) => counts)))]);
  const total = sum(streams.map(([, counts]) => counts));
  const heading = ['stream', ...COLUMNS.map(([title]) => title), 'time'];
  const [head = '', ...lines] = grid(heading, [...rows, ['total', ...cells(total)]]);
  say.line(say.strong(head));
  for (const line of lines.slice(0, -1)) say.line(line);
  say.line(say.strong(lines.at(-1) ?? ''));
  say.line();
  const took = duration(Date.parse(report.endedAt) - Date.parse(report.createdAt));
  const state = report.state === 'completed' ? say.good(report.state) : say.bad(report.state.replaceAll('_', ' '));
  say.line(`run ${report.run} ${state} in ${took}`);
  for (const { name, reason } of report.skipped) say.line(`skipped ${name}: ${reason}`);
  for (const { stream, stage, target, reason, attempts } of report.dead.slice(0, NAMED))
    say.line(say.bad(`${stream} ${target || stage}: ${reason}${attempts > 1 ? `, ${attempts} times` : ''}`));
  if (report.dead.length > NAMED) say.line(`and ${count(report.dead.length - NAMED)} more`);
  if (report.dead.length > 0) {
    say.line(`what was asked and answered: sluice run ${report.run} --dead`);
    say.line(`to try only that again: sluice retry ${report.run}`);
  }
  for (const finding of report.findings) say.line(sentenceOf(finding, say));
  if (total.quarantined > 0)
    say.line(`${total.quarantined} records in quarantine, with their bytes: sluice run ${report.run} --quarantine`);
}

function sentenceOf({ scope, stream, kind, known, missing, reason }: Finding, say: Say): string {
  if (kind === 'untold') return `${stream} of ${scope} cannot tell what was deleted: ${reason}`;
  const remedy = 'nothing was deleted; if it is gone indeed: sluice sync --full --accept-deletions';
  return say.bad(`${stream} of ${scope}: ${missing} of ${known} records are missing; ${remedy}`);
}

const COLUMNS = [
  ['pages', 'pages'],
  ['records', 'records'],
  ['written', 'written'],
  ['unchanged', 'unchanged'],
  ['deleted', 'deleted'],
  ['quarantined', 'quarantined'],
  ['requests', 'requests'],
  ['not modified', 'notModified'],
  ['dead', 'dead'],
] as const;

const numbers = (counts: StreamCounts): readonly number[] => COLUMNS.map(([, key]) => counts[key]);

/** The cells of a line; time is that of all workers together. */
const cells = (counts: StreamCounts): readonly (string | number)[] => [
  ...numbers(counts),
  duration(counts.milliseconds),
];

function sum(all: readonly StreamCounts[]): StreamCounts {
  const total = StreamCounts.parse({});
  for (const counts of all) {
    for (const [, key] of COLUMNS) total[key] += counts[key];
    total.milliseconds += counts.milliseconds;
  }
  return total;
}
