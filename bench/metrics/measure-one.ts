import { openLake } from '../../cli/open-lake.ts';
import { bucketsOf } from '../../shared/metrics/buckets.ts';
import { measure } from '../../shared/metrics/measure.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';

/**
 * The process that is measured: `node bench/metrics/measure-one.ts <folder> <project> <metric>` computes it over a year, as `sluice metric`
 * does, four times, and prints how long the first time and the median of the others took (ms), the CPU time of the first (ms), and the largest resident
 * size (MB).
 */
const [folder = '', project = '', name = ''] = process.argv.slice(2);
const definitions = readDefinitions();
const metric = definitions.metrics.get(name);
if (!metric) throw new TypeError(`there is no metric ${name}`);
const range = { from: '2024-01-01', to: '2024-12-31', zone: 'Europe/Berlin' };
const question = {
  project,
  zone: range.zone,
  now: Date.parse('2026-01-01T00:00:00Z'),
  buckets: bucketsOf({ ...range, by: 'month' }),
  days: metric.step === 'range' ? bucketsOf({ ...range, by: 'day' }) : [],
  states: ['TODO', 'IN_PROGRESS', 'DONE'],
};

const lake = await openLake(folder);
let cpu = 0;
const times: number[] = [];
let rows = 0;
let filled = 0;
for (let turn = 0; turn < 4; turn += 1) {
  const used = process.cpuUsage();
  const began = performance.now();
  const { rows: found } = await measure(lake, definitions, metric, question);
  times.push(performance.now() - began);
  if (turn === 0) cpu = process.cpuUsage(used).user + process.cpuUsage(used).system;
  rows = found.length;
  filled = found.filter(({ values }) =>
    Object.values(values).some((value) => typeof value === 'number' && value !== 0),
  ).length;
}
lake.close();
const [first = 0, ...more] = times;
const median = more.sort((a, b) => a - b)[Math.floor(more.length / 2)] ?? 0;
process.stdout.write(
  JSON.stringify({ first, median, rows, filled, cpu: cpu / 1000, peak: process.resourceUsage().maxRSS / 1024 }),
);
