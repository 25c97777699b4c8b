import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { type Goal, goalTable, table, whenAndWhere } from '../page.ts';

const SMALL = 100_000;
const LARGE = 1_000_000;
/** Flat: ten times the records may take so much more at the peak. */
const MOST_TIMES = 1.2;

const Sample = z.object({
  records: z.number(),
  megabytes: z.number(),
  heapUsed: z.number(),
  external: z.number(),
  cpuSeconds: z.number(),
});
type Sample = z.infer<typeof Sample>;

/** Syncs a hundred thousand and a million generated issues, each in a process of its own, and writes MEMORY.md. */
export async function run(): Promise<void> {
  const small = await sync(SMALL);
  const large = await sync(LARGE);
  const page = memoryPage(small, large);
  writeFileSync(join(import.meta.dirname, '../MEMORY.md'), page);
  process.stdout.write(page);
}

async function sync(issues: number): Promise<readonly Sample[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-memory-'));
  try {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), String(issues), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const samples = (await text(child.stdout)).split('\n').filter((line) => line !== '');
    const read = samples.map((line) => Sample.parse(JSON.parse(line)));
    if (read.at(-1)?.records !== issues) throw new TypeError(`the sync of ${issues} issues came to no end`);
    return read;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The page that is committed. */
export function memoryPage(small: readonly Sample[], large: readonly Sample[]): string {
  const [before, after] = [small.at(-1)?.megabytes ?? 0, large.at(-1)?.megabytes ?? 0];
  const heaps = large.map(({ heapUsed }) => heapUsed);
  const goals: readonly Goal[] = [
    {
      promise: `a sync of ${LARGE.toLocaleString('en-US')} records peaks at most ${MOST_TIMES} times as high as one of ${SMALL.toLocaleString('en-US')}`,
      measured: `${(after / before).toFixed(2)} times (${before.toFixed(0)} MB, ${after.toFixed(0)} MB)`,
      kept: after <= before * MOST_TIMES,
    },
  ];
  return [
    '# What a long sync holds in memory',
    '',
    `\`npm run bench -- memory\` wrote this ${whenAndWhere()}. Each line of the curve is the largest resident size of the`,
    'process until then.',
    '',
    ...goalTable(goals),
    '',
    '`sluice sync` in all but the network: the use cases, the store in files and SQLite, in one process. The pages are',
    'generated in that process when they are asked for, 100 issues of about 600 bytes each; a real one is five times as',
    'large, and pages are let go one by one, so size moves the level and not the slope. A million issues make 2.25 million',
    'domain rows, a million values to look up and a million footprints.',
    '',
    ...table(
      ['records in', 'peak resident', 'heap in use', 'outside the heap', 'processor'],
      [...small.slice(-1), ...large].map((sample) => [
        sample.records.toLocaleString('en-US'),
        `${sample.megabytes.toFixed(0)} MB`,
        `${sample.heapUsed} MB`,
        `${sample.external} MB`,
        `${sample.cpuSeconds.toFixed(0)} s`,
      ]),
    ),
    '',
    `The first line is the sync of 100,000. The heap in use is ${Math.min(...heaps)} to ${Math.max(...heaps)} MB, and does not`,
    "grow with the records; the rest is V8 (its heap before it is swept, code), SQLite's page cache (64 MB, see",
    '`shared/local/sqlite-database.ts`) and what the allocator keeps.',
    '',
  ].join('\n');
}
