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
  /** Domain records that there are, and the vendor's records that the run extracted. */
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
  readonly identical: Measured;
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

/** Sluice, deployed beside a source of this size, whose runs are measured. */
function open(size: Size) {
  const time = virtualTime(Date.UTC(2026, 0, 1));
  const meter = makeMeter();
  const source = makeSource(time.clock, size);
  const sluice = deploy(time, meter, source);
  let records = 0;
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
    const { written, unchanged, ...counted } = countsOf(report);
    if (records === 0) records = written + unchanged;
    const pages = source.takePages();
    return {
      name,
      ...counted,
      records,
      written,
      pages,
      used,
      cpuSeconds,
      bill,
      dollars: sumOf(bill),
      stored: sluice.stored(),
    };
  };
  return { time, source, sluice, measure };
}

/** First load of an empty store. */
export const measureFirst = (size: Size): Promise<Measured> => open(size).measure('first load', {});

/**
 * First load, then everything again: pages that differ though no record has changed, every twentieth record changed, the
 * very same pages, and every page answered by 304.
 */
export async function measureRuns(size: Size): Promise<Runs> {
  const { time, source, sluice, measure } = open(size);
  const first = await measure('first load', {});
  const naive = await runNaively(time, { pages: first.pages, records: sluice.records() });
  await time.run(() => time.clock.sleep(86_400_000));
  source.useValidators = false;
  source.stir();
  const same = await measure('resync, 0 % changed', { full: true });
  await time.run(() => time.clock.sleep(86_400_000));
  source.stir();
  source.change(20);
  const changed = await measure('resync, 5 % changed', { full: true });
  await time.run(() => time.clock.sleep(86_400_000));
  const identical = await measure('resync, pages identical', { full: true });
  await time.run(() => time.clock.sleep(86_400_000));
  source.useValidators = true;
  const validated = await measure('resync, pages answered by 304', { full: true });
  return { first, same, changed, identical, validated, naive: { ...naive, records: first.records } };
}

function countsOf({ state, totals, dead }: RunReport) {
  if (state !== 'completed') throw new TypeError(`the run ended ${state}: ${JSON.stringify(dead[0])}`);
  const streams = Object.values(totals.streams);
  const sum = (of: 'written' | 'unchanged' | 'records') => streams.reduce((total, counts) => total + counts[of], 0);
  return {
    unchanged: sum('unchanged'),
    sourceRecords: sum('records'),
    written: sum('written'),
  };
}
