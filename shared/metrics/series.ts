import type { Bucket } from './buckets.ts';
import type { Measured } from './measure.ts';

/** What is kept of one bucket of a series: its own contribution, never a running sum. Times are epoch milliseconds. */
export interface Kept {
  readonly bucket: Bucket;
  readonly rows: readonly Pick<Measured, 'tags' | 'values'>[];
  /** Rises by one when what happened in the bucket turned out to be otherwise. */
  readonly version: number;
  /** When this version was computed first. */
  readonly changedAt: number;
}

/** A series brought up to date, and which of its buckets that changed. */
export interface Updated {
  readonly series: readonly Kept[];
  readonly changed: readonly string[];
}

const said = (rows: Kept['rows']): string =>
  JSON.stringify(
    rows
      .filter(({ values }) => Object.values(values).some((value) => value !== null && value !== 0))
      .map(({ tags, values }) => [Object.entries(tags).sort(), Object.entries(values).sort()])
      .map((row) => JSON.stringify(row))
      .sort(),
  );

/**
 * Takes in what was computed again: a bucket that says the same keeps its version, whatever changed around it. A tag under
 * which nothing happened is no difference.
 */
export function update(kept: readonly Kept[], measured: readonly Measured[], now: number): Updated {
  const before = new Map(kept.map((each) => [each.bucket.label, each]));
  const buckets = new Map(measured.map(({ bucket }) => [bucket.label, bucket]));
  const computed = [...buckets.values()].map((bucket): Kept => {
    const rows = measured
      .filter((row) => row.bucket.label === bucket.label)
      .map(({ tags, values }) => ({ tags, values }));
    const old = before.get(bucket.label);
    if (old && said(old.rows) === said(rows)) return old;
    return { bucket, rows, version: (old?.version ?? 0) + 1, changedAt: now };
  });
  const series = [...kept.filter(({ bucket }) => !buckets.has(bucket.label)), ...computed];
  return {
    series: series.sort((a, b) => a.bucket.starts - b.bucket.starts),
    changed: computed.filter((each) => each !== before.get(each.bucket.label)).map(({ bucket }) => bucket.label),
  };
}

/** Until when a bucket waits: its end and the grace, or the grace after what came late. */
export const waitsUntil = ({ bucket, version, changedAt }: Kept, grace: number): number =>
  (version > 1 ? Math.max(bucket.ends, changedAt) : bucket.ends) + grace;
