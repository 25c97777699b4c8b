import type { RunOptions, RunReport } from '../../shared/contract/run.ts';
import { billOf, type Charge, sumOf } from './bill.ts';
import { deploy } from './deployed.ts';
import { type Meter, makeMeter } from './meter.ts';
import { type Naive, runNaively } from './naive.ts';
import { makeSource } from './source.ts';
import { virtualTime } from './virtual-time.ts';

/** What one run used and cost. */
export interface Measured {
  readonly name: string;
  /** Domain records that the run wrote or found unchanged, and the vendor's records that it read. */
  readonly records: number;
  readonly sourceRecords: number;
  readonly written: number;
  readonly pages: number;
  readonly used: Meter;
  readonly cpuSeconds: number;
  readonly bill: readonly Charge[];
  readonly dollars: number;
  readonly stored: { readonly rows: number; readonly bytes: number; readonly objectBytes: number };
}

/** The runs of one deployment, and the same records as a naive design would store them. */
export interface Runs {
  readonly first: Measured;
  readonly same: Measured;
  readonly changed: Measured;
  readonly validated: Measured;
  readonly naive: Naive & { readonly records: number };
}

/** How much there is to sync, and which streams. */
export interface Size {
  readonly issues: number;
  readonly comments: number;
}

const STREAMS = ['repository', 'issues', 'issue_comments'];

/** Dollars of a million domain records. */
export const perMillion = ({ dollars, records }: Pick<Measured, 'dollars' | 'records'>): number =>
  (dollars / Math.max(1, records)) * 1e6;

/**
 * First load, then everything again: with every page answered by 304, with every page sent in full and nothing changed,
 * and with every twentieth record changed.
 */
export async function measureRuns(size: Size): Promise<Runs> {
  const time = virtualTime(Date.UTC(2026, 0, 1));
  const meter = makeMeter();
  const source = makeSource(time.clock, size);
  const sluice = deploy(time, meter, source);
  const measure = async (name: string, options: RunOptions): Promise<Measured> => {
    meter.take();
    sluice.takeOwnTime();
    source.takeOwnTime();
    const before = process.cpuUsage();
    const report = await sluice.run(name, { ...options, streams: STREAMS });
    const { user, system } = process.cpuUsage(before);
    const cpuSeconds = (user + system) / 1e6 - (sluice.takeOwnTime() + source.takeOwnTime()) / 1e3;
    const used = meter.take();
    const bill = billOf(used, cpuSeconds);
    const counted = countsOf(report);
    const pages = source.takePages() + counted.notModified;
    return { name, ...counted, pages, used, cpuSeconds, bill, dollars: sumOf(bill), stored: sluice.stored() };
  };
  const first = await measure('first load', {});
  const naive = await runNaively(time, { pages: first.pages, records: sluice.records() });
  await time.run(() => time.clock.sleep(86_400_000));
  source.useValidators = false;
  const same = await measure('resync, 0 % changed', { full: true });
  await time.run(() => time.clock.sleep(86_400_000));
  source.change(20);
  const changed = await measure('resync, 5 % changed', { full: true });
  await time.run(() => time.clock.sleep(86_400_000));
  source.useValidators = true;
  const validated = await measure('resync, every page answered by 304', { full: true });
  return { first, same, changed, validated, naive: { ...naive, records: first.records } };
}

function countsOf({ state, totals, dead }: RunReport) {
  if (state !== 'completed') throw new TypeError(`the run ended ${state}: ${JSON.stringify(dead[0])}`);
  const streams = Object.values(totals.streams);
  const sum = (of: 'written' | 'unchanged' | 'records' | 'notModified') =>
    streams.reduce((total, counts) => total + counts[of], 0);
  return {
    records: sum('written') + sum('unchanged'),
    sourceRecords: sum('records'),
    written: sum('written'),
    notModified: sum('notModified'),
  };
}
