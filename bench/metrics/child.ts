import { openLake } from '../../cli/open-lake.ts';
import { bucketsOf, type Step } from '../../shared/metrics/buckets.ts';
import { inputsOf } from '../../shared/metrics/describe-metrics.ts';
import { measure } from '../../shared/metrics/measure.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { PERIOD, PROJECT } from './organisation.ts';

/**
 * The process that is measured: `node bench/metrics/child.ts <folder> <metric>` computes it as `sluice metric` does, three
 * times by month over two years and once by day over the last ninety, and prints how long the median and the days took
 * (ms), the processor time of the median turn, of the days and of a plain scan, and the largest resident size (MB).
 */
const [folder = '', name = ''] = process.argv.slice(2);
const definitions = readDefinitions();
const metric = definitions.metrics.get(name);
if (!metric) throw new TypeError(`there is no metric ${name}`);

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

function questionOf(by: Step, from: string) {
  const range = { from, to: PERIOD.last, zone: 'Europe/Berlin' };
  return {
    project: PROJECT,
    zone: range.zone,
    now: PERIOD.now,
    buckets: bucketsOf({ ...range, by }),
    days: metric?.step === 'range' ? bucketsOf({ ...range, by: 'day' }) : [],
    states: ['TODO', 'IN_PROGRESS', 'DONE'],
  };
}

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

const lake = await openLake(folder);
const before = process.resourceUsage().maxRSS / 1024;
const inputs = new Set(inputsOf(metric, definitions));
const [table = '', by = '', columns = ''] = SCANS.find(([each]) => inputs.has(each)) ?? [];
const scans: Turn[] = [];
const months: Turn[] = [];
for (let turn = 0; turn < 3; turn += 1) {
  scans.push(await timed(() => lake.query(`SELECT ${by}, count(*), ${columns} FROM ${table} GROUP BY ${by}`)));
  months.push(
    await timed(async () => (await measure(lake, definitions, metric, questionOf('month', PERIOD.first))).rows),
  );
}
// Of what is defined over a range there is no day.
const last = metric.step === 'range' ? questionOf('range', PERIOD.first) : questionOf('day', PERIOD.quarter);
const days = await timed(async () => (await measure(lake, definitions, metric, last)).rows);
const after = process.resourceUsage().maxRSS / 1024;
lake.close();
process.stdout.write(JSON.stringify({ table, scan: middle(scans), month: middle(months), days, before, after }));
