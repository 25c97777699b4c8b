// Made once: what makes them costs more than a thousand numbers.
const WHOLE = new Intl.NumberFormat('en');
const SHORT = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const ROUND = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

/** A figure as people read it; null is N/A, which is not 0. */
export function sayFigure(value: number | string | null | undefined, unit = 'count'): string {
  if (value === null || value === undefined) return 'N/A';
  if (typeof value === 'string') return value;
  if (value === 0 && unit !== '%') return '0';
  if (unit === 'min') return saySpan(value);
  if (unit === 's') return saySpan(value / 60);
  if (unit === 'days') return `${round(value)} d`;
  if (unit === '%') return `${round(value)} %`;
  if (unit === 'x') return `${round(value)}×`;
  return SHORT.format(value);
}

const round = (value: number): string => (Math.abs(value) < 10 ? SHORT : ROUND).format(value);

/** Minutes as a span: `45 min`, `5.2 h`, `3.1 d`. */
export function saySpan(minutes: number): string {
  if (minutes < 1) return `${Math.round(minutes * 60)} s`;
  if (minutes < 90) return `${round(minutes)} min`;
  return minutes < 48 * 60 ? `${round(minutes / 60)} h` : `${round(minutes / 1_440)} d`;
}

/** A time in the reader's zone, short. */
export function sayTime(text: string | null | undefined): string {
  if (!text) return 'never';
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  return TIME.format(at);
}

/** How long ago: `5 min ago`. */
export function sayAgo(text: string | null | undefined, now: number): string {
  if (!text) return 'never';
  const minutes = (now - Date.parse(text)) / 60_000;
  if (Number.isNaN(minutes)) return text;
  return minutes < 1 ? 'just now' : `${saySpan(minutes)} ago`;
}

/** A whole number with separators. */
export const sayCount = (value: number): string => WHOLE.format(value);

/** `in_progress` → `in progress`, for headings. */
export const sayName = (name: string): string => name.replaceAll('_', ' ');

/** A bucket as people say it: `22 Nov 2026`, `week of 16 Nov 2026`, `Nov 2026`. */
export function sayBucket(bucket: string, by: string): string {
  const at = new Date(bucket.length === 7 ? `${bucket}-01` : bucket);
  if (Number.isNaN(at.getTime())) return bucket;
  const said = (by === 'month' ? MONTH : DAY).format(at);
  return by === 'week' ? `week of ${said}` : said;
}

/** Words of sources and states as people say them: `SUCCESS` is succeeded. */
const WORDS: Readonly<Record<string, string>> = {
  ...{ SUCCESS: 'succeeded', FAILURE: 'failed', CANCELED: 'canceled' },
  ...{ TODO: 'to do', IN_PROGRESS: 'in progress', DONE: 'done', OTHER: 'other' },
};
export const sayWord = (word: string): string => WORDS[word] ?? word;
