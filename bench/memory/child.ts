import { join } from 'node:path';
import { spareMemory } from '../../cli/spare-memory.ts';
import { RunRequest } from '../../shared/contract/run.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { runLocally } from '../../shared/local/run-locally.ts';
import { systemChance, systemClock } from '../../shared/local/system-clock.ts';
import { readTotals } from '../../shared/pipeline/fold.ts';
import { plan } from '../../shared/pipeline/plan.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { leanVendor, REPOSITORY } from './lean-vendor.ts';

/**
 * The process that is measured: `node child.ts <issues> <folder>` syncs them into an empty store as `sluice sync` does,
 * and prints a line of JSON a sample: records in so far, and the largest resident size until then, in MB.
 */
const [issues = '1000', folder = '.'] = process.argv.slice(2);
const EVERY = 50_000;
/** Domain rows that an issue makes: itself, its board, and every fourth a label. */
const ROWS_AN_ISSUE = 2.25;

spareMemory();
const store = openStore(join(folder, 'store'), 'write');
const ports = {
  plugins,
  table: store.control,
  domain: store.domain,
  objects: store.objects,
  vendor: leanVendor(Number(issues)),
  clock: systemClock,
  chance: systemChance,
  settings: { connection: async () => ({}) },
  isDead: () => true,
};
const request = RunRequest.parse({
  trigger: { kind: 'request', key: 'memory' },
  scopes: [`github:${REPOSITORY}`],
  options: { streams: ['issues'] },
});
const head = await plan(ports, request);
let next = EVERY;
const sample = (records: number): void => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  const mb = (bytes: number): number => Math.round(bytes / 1024 / 1024);
  const all = { heapUsed: mb(heapUsed), external: mb(external), arrayBuffers: mb(arrayBuffers), rss: mb(rss) };
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1_000_000;
  process.stdout.write(`${JSON.stringify({ records, megabytes: maxRSS / 1024, cpuSeconds, ...all })}\n`);
};
let looked = 0;
const report = await runLocally(ports, head.run, {
  onFailure: (cause) => process.stderr.write(`${cause}\n`),
  onTick: async () => {
    if (Date.now() - looked < 500) return;
    looked = Date.now();
    const totals = await readTotals(ports.table, head.run);
    const written = Object.values(totals.streams).reduce((sum, { written: rows }) => sum + rows, 0);
    const records = Math.floor(written / ROWS_AN_ISSUE);
    if (records < next) return;
    next += EVERY;
    sample(records);
  },
});
store.close();
const records = Object.values(report?.totals.streams ?? {}).reduce((sum, stream) => sum + stream.records, 0);
if (report?.state !== 'completed' || records !== Number(issues))
  throw new TypeError(`the run ended ${report?.state} with ${records} records`);
sample(records);
