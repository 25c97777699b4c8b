const DAY = 86_400_000;

/** How fine a chart is. */
export type Step = 'day' | 'week' | 'month';
export const steps: readonly Step[] = ['day', 'week', 'month'];

/** A range that a reader can choose. */
export interface Range {
  readonly name: string;
  readonly says: string;
  readonly days: number;
  /** How its time is parted. */
  readonly by: Step;
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

/** What is looked at: a project, from a day to a day, both included, and in which steps. */
export interface Span {
  readonly project: string;
  readonly range: Range;
  readonly from: string;
  readonly to: string;
  readonly by: Step;
  /** What an address has to say, so that it shows the same to somebody else; undefined where it is the usual. */
  readonly asked: {
    readonly project: string;
    readonly range: string;
    readonly by: Step | undefined;
    readonly until: string | undefined;
  };
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const isDate = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

/** The span of a project that a query asks for: it ends today unless the query says when. */
export function spanOf(project: string, query: Readonly<Record<string, string>>, now: number): Span {
  const range = ranges.find(({ name }) => name === query.range) ?? ranges[0];
  const step = steps.find((each) => each === query.by);
  const until = isDate(query.until) && Date.parse(query.until) < now ? query.until : undefined;
  const to = until ?? dateOf(now);
  // A day each over ten years is more than a screen has points.
  const by = step === undefined || (step === 'day' && range.days > 1_000) ? range.by : step;
  const asked = { project, range: range.name, by: step, until };
  return { project, range, to, by, asked, from: dateOf(Date.parse(to) - (range.days - 1) * DAY) };
}

/** As long, and ending where the span begins: what its figures are compared with. */
export const spanBefore = ({ range, from }: Span): { readonly from: string; readonly to: string } => ({
  from: dateOf(Date.parse(from) - range.days * DAY),
  to: dateOf(Date.parse(from) - DAY),
});

/** When a span begins and when it is over. */
export const instantsOf = ({ from, to }: Span): { readonly from: string; readonly to: string } => ({
  from: `${from}T00:00:00.000Z`,
  to: new Date(Date.parse(to) + DAY).toISOString(),
});
