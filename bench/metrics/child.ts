import { readFileSync, writeFileSync } from 'node:fs';
import { openLake } from '../../cli/open-lake.ts';
import { bucketsOf } from '../../shared/metrics/buckets.ts';
import { inputsOf } from '../../shared/metrics/describe-metrics.ts';
import { measure } from '../../shared/metrics/measure.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { PERIOD, PROJECT } from './organisation.ts';

/**
 * The process that is measured: `node bench/metrics/child.ts <folder>` computes every metric as `sluice metric` does, by month
 * over two years: three times, or once where that takes longer than four seconds. For each it prints a line: how long it
 * took (ms), its processor time, that of a plain scan of the largest table that it reads, and the largest resident size (MB).
 */
const [folder = ''] = process.argv.slice(2);
const definitions = readDefinitions();
const PATIENCE = 4_000;

/** What a scan groups, of the largest table that a metric reads; the largest first. */
const SCANS: readonly (readonly [table: string, by: string, columns: string])[] = [
  ['issue_status_history', 'status', 'max(issue_id), max(start_date), max(end_date)'],
  ['cicd_tasks', 'result', 'max(name), max(finished_date)'],
  ['issues', 'status', 'max(id), max(created_date)'],
  ['pull_request_comments', 'type', 'max(pull_request_id), max(account_id)'],
  ['cicd_pipelines', 'result', 'max(id), max(finished_date)'],
  ['project_pr_metrics', 'project_name', 'max(id), max(pr_merged_date)'],
  ['cicd_deployment_commits', 'result', 'max(id), max(finished_date)'],
  ['pull_requests', 'status', 'max(id), max(created_date)'],
];

const range = { from: PERIOD.first, to: PERIOD.last, zone: 'Europe/Berlin' };
const question = {
  project: PROJECT,
  zone: range.zone,
  now: PERIOD.now,
  buckets: bucketsOf({ ...range, by: 'month' }),
  states: ['TODO', 'IN_PROGRESS', 'DONE'],
};

interface Turn {
  readonly took: number;
  readonly processor: number;
  readonly rows: number;
}

async function timed(work: () => Promise<{ length: number }>): Promise<Turn> {
  const spent = process.cpuUsage();
  const began = performance.now();
  const { length: rows } = await work();
  const took = performance.now() - began;
  const { user, system } = process.cpuUsage(spent);
  return { took, processor: (user + system) / 1000, rows };
}
const middle = (turns: readonly Turn[]): Turn | undefined =>
  [...turns].sort((a, b) => a.took - b.took)[Math.floor(turns.length / 2)];

/** As often as there is patience for. */
async function repeated(work: () => Promise<{ length: number }>): Promise<readonly Turn[]> {
  const first = await timed(work);
  return first.took > PATIENCE ? [first] : [first, await timed(work), await timed(work)];
}

/** Lets the largest resident size begin anew, and says it (proc(5): clear_refs, VmHWM). */
const forgetPeak = (): void => writeFileSync('/proc/self/clear_refs', '5');
const peak = (): number => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

const lake = await openLake(folder);
const scans = new Map<string, Turn | undefined>();
for (const [table, by, columns] of SCANS) {
  const sql = `SELECT ${by}, count(*), ${columns} FROM ${table} GROUP BY ${by}`;
  scans.set(table, middle(await repeated(() => lake.query(sql))));
}
for (const [name, metric] of definitions.metrics) {
  const inputs = new Set(inputsOf(metric, definitions));
  const [table = ''] = SCANS.find(([each]) => inputs.has(each)) ?? [];
  forgetPeak();
  const days = metric.step === 'range' ? bucketsOf({ ...range, by: 'day' }) : [];
  const turns = await repeated(async () => (await measure(lake, definitions, metric, { ...question, days })).rows);
  const line = { name, table, scan: scans.get(table), month: middle(turns), turns: turns.length, peak: peak() };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
lake.close();
