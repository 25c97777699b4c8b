const DAY = 86_400_000;

/** A range that a reader can choose. */
export interface Range {
  readonly name: string;
  readonly says: string;
  readonly days: number;
  /** How its time is parted. */
  readonly by: 'day' | 'week' | 'month';
}

/** Ranges, the usual one first. */
export const ranges: readonly [Range, ...Range[]] = [
  { name: '6m', says: '6 months', days: 182, by: 'week' },
  { name: '1m', says: '30 days', days: 30, by: 'day' },
  { name: '3m', says: '90 days', days: 90, by: 'week' },
  { name: '12m', says: '12 months', days: 364, by: 'month' },
  { name: '5y', says: '5 years', days: 1_826, by: 'month' },
  { name: '10y', says: '10 years', days: 3_652, by: 'month' },
];

/** What is looked at: a project, from when until when. */
export interface Span {
  readonly project: string;
  readonly range: Range;
  readonly from: string;
  readonly to: string;
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The span of a project that ends today; `range` is a range's name. */
export function spanOf(project: string, range: string | undefined, now: number): Span {
  const found = ranges.find(({ name }) => name === range) ?? ranges[0];
  return { project, range: found, from: dateOf(now - (found.days - 1) * DAY), to: dateOf(now) };
}
