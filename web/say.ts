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
  return value.toLocaleString('en', { maximumFractionDigits: 1 });
}

const round = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 10 ? 1 : 0 });

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
  return at.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** How long ago: `5 min ago`. */
export function sayAgo(text: string | null | undefined, now: number): string {
  if (!text) return 'never';
  const minutes = (now - Date.parse(text)) / 60_000;
  if (Number.isNaN(minutes)) return text;
  return minutes < 1 ? 'just now' : `${saySpan(minutes)} ago`;
}

/** A whole number with separators. */
export const sayCount = (value: number): string => value.toLocaleString('en');

/** `in_progress` → `in progress`, for headings. */
export const sayName = (name: string): string => name.replaceAll('_', ' ');

/** A bucket as people say it: `22 Nov 2026`, `week of 16 Nov 2026`, `Nov 2026`. */
export function sayBucket(bucket: string, by: string): string {
  const at = new Date(bucket.length === 7 ? `${bucket}-01` : bucket);
  if (Number.isNaN(at.getTime())) return bucket;
  const day = by === 'month' ? {} : ({ day: 'numeric' } as const);
  const said = at.toLocaleDateString('en-GB', { ...day, month: 'short', year: 'numeric', timeZone: 'UTC' });
  return by === 'week' ? `week of ${said}` : said;
}

/** Words of sources and states as people say them: `SUCCESS` is succeeded. */
const WORDS: Readonly<Record<string, string>> = {
  ...{ SUCCESS: 'succeeded', FAILURE: 'failed', CANCELED: 'canceled' },
  ...{ TODO: 'to do', IN_PROGRESS: 'in progress', DONE: 'done', OTHER: 'other' },
};
export const sayWord = (word: string): string => WORDS[word] ?? word;
