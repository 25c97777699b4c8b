import { openLake } from '../../cli/open-lake.ts';
import { questions } from './questions.ts';

/**
 * The process that is measured: `node child.ts <folder> <question>` asks it as `sluice sql` does, six times, and prints
 * how long the first time and the median of the others took (ms), the processor time of the dearest, and the largest resident size before and after (MB).
 */
const [folder = '', question = ''] = process.argv.slice(2);
const peak = (): number => process.resourceUsage().maxRSS / 1024;

const opening = performance.now();
const lake = await openLake(folder);
const opened = performance.now() - opening;
const before = peak();
const times: number[] = [];
const costs: number[] = [];
let rows = 0;
for (let turn = 0; turn < 6; turn += 1) {
  const began = performance.now();
  const spent = process.cpuUsage();
  rows = (await lake.query(questions[question] ?? '')).length;
  times.push(performance.now() - began);
  const { user, system } = process.cpuUsage(spent);
  costs.push((user + system) / 1000);
}
lake.close();
const [first = 0, ...more] = times;
const median = more.sort((a, b) => a - b)[Math.floor(more.length / 2)] ?? 0;
process.stdout.write(
  JSON.stringify({ opened, first, processor: Math.max(...costs), median, rows, before, after: peak() }),
);
