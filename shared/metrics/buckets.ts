import { InvalidInputError } from '../errors.ts';

/** How time is parted: days, weeks from Monday, months, or the range as a whole. */
export type Step = 'day' | 'week' | 'month' | 'range';

/** A stretch of time, start included, end not; epoch milliseconds. */
export interface Bucket {
  /** The local date it begins with; of a month `2026-10`, of a range `2026-01-05…2026-03-31`. */
  readonly label: string;
  readonly starts: number;
  readonly ends: number;
}

/** A calendar date, without a time or a zone: days since 1970-01-01. */
type DayNumber = number;

const DAY = 86_400_000;
const isoOf = (day: DayNumber): string => new Date(day * DAY).toISOString().slice(0, 10);
const dayOf = (iso: string): DayNumber => Date.parse(`${iso}T00:00:00Z`) / DAY;

/** The clock of an IANA zone. @throws InvalidInputError for one that there is not */
export function zoneClock(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
  } catch (cause) {
    const message = `there is no time zone "${zone}"; give one of the IANA's, such as Europe/Berlin`;
    throw new InvalidInputError(message, [], { cause });
  }
}

/** The wall clock at an instant, as the epoch milliseconds at which a clock in UTC shows the same. */
function wallAt(clock: Intl.DateTimeFormat, instant: number): number {
  const part = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The local date at an instant, `2026-10-01`. */
export const dateAt = (zone: string, instant: number): string =>
  isoOf(Math.floor(wallAt(zoneClock(zone), instant) / DAY));

/**
 * The first instant of a local date. Where the clocks skip midnight it is the first one after; of a date that a zone
 * left out altogether (2011-12-30 in Samoa) it is the start of the next.
 */
function startOf(clock: Intl.DateTimeFormat, day: DayNumber): number {
  const midnight = day * DAY;
  const candidates = [midnight - DAY, midnight + DAY].map((near) => midnight - (wallAt(clock, near) - near));
  const starts = candidates.filter((instant) => Math.floor(wallAt(clock, instant) / DAY) >= day);
  return Math.min(...(starts.length > 0 ? starts : candidates));
}

/** The first day of the bucket that a day is in. */
const firstDay: Readonly<Record<Exclude<Step, 'range'>, (day: DayNumber) => DayNumber>> = {
  day: (day) => day,
  // 1970-01-01 was a Thursday.
  week: (day) => day - ((((day + 3) % 7) + 7) % 7),
  month: (day) => dayOf(`${isoOf(day).slice(0, 7)}-01`),
};

/** Some day of the bucket behind the one that begins with a day. */
const next: typeof firstDay = { day: (day) => day + 1, week: (day) => day + 7, month: (day) => day + 31 };

/** Most buckets that one question may ask for: more than ten years of days. */
const MOST = 4_000;

/**
 * The buckets that hold the local dates `from` to `to`, both included; weeks and months are whole.
 *
 * @throws InvalidInputError for a zone that there is not, no date, a range that ends before it begins, or too many
 */
export function bucketsOf(given: { from: string; to: string; by: Step; zone: string }): readonly Bucket[] {
  const { from, to, by, zone } = given;
  const clock = zoneClock(zone);
  const [first, last] = [readDate('--from', from), readDate('--to', to)];
  if (first > last) throw new InvalidInputError(`--from ${from} is later than --to ${to}`);
  if (by === 'range')
    return [{ label: `${from}…${to}`, starts: startOf(clock, first), ends: startOf(clock, last + 1) }];
  const buckets: Bucket[] = [];
  let day = firstDay[by](first);
  let starts = startOf(clock, day);
  while (day <= last) {
    const following = firstDay[by](next[by](day));
    const ends = startOf(clock, following);
    const label = by === 'month' ? isoOf(day).slice(0, 7) : isoOf(day);
    if (ends > starts) buckets.push({ label, starts, ends });
    if (buckets.length > MOST)
      throw new InvalidInputError(`from ${from} to ${to} there are more than ${MOST} ${by}s; ask for longer steps`);
    [day, starts] = [following, ends];
  }
  return buckets;
}

/** Reads a date. @throws InvalidInputError */
function readDate(what: string, text: string): DayNumber {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayOf(text) : Number.NaN;
  if (Number.isNaN(day) || isoOf(day) !== text)
    throw new InvalidInputError(`${what} "${text}" is no date; write it as 2026-01-31`);
  return day;
}

/** The Monday of a date's week, and its month. */
export const calendarOf = (date: string): { readonly week: string; readonly month: string } => ({
  week: isoOf(firstDay.week(dayOf(date))),
  month: date.slice(0, 7),
});

/** A date so many days before another. */
export const daysBefore = (date: string, days: number): string => isoOf(readDate('date', date) - days);
