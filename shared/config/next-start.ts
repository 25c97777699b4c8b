import type { Cron } from './cron.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** February 29 on a certain weekday is up to forty years away; what is asked for by users comes within nine. */
const MOST_DAYS = 366 * 9;

/** Whether there is an IANA zone of this name; offsets such as +02:00 are none, as they know no summer time. */
export function isZone(zone: string): boolean {
  if (!/^(?:UTC|[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+)$/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * The first start behind an instant (epoch milliseconds), on the clock of the zone. What EventBridge Scheduler does holds
 * everywhere: a time that the clock skips in spring is skipped, and one that it shows twice in autumn counts once, the
 * first time (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html). Undefined: there is none within
 * nine years.
 */
export function nextStart(cron: Cron, zone: string, behind: number): number | undefined {
  const clock = clockOf(zone);
  const today = Math.floor(wallAt(clock, behind) / DAY);
  // A day earlier: the clock may have been set back over midnight.
  for (let day = today - 1; day < today + MOST_DAYS; day += 1) {
    const first = timesOn(cron, clock, day)
      .filter(({ at }) => at > behind)
      .sort((a, b) => a.at - b.at)
      .find((time) => isShownFirst(clock, time));
    if (first) return first.at;
  }
  return undefined;
}

/** The last start behind an instant, and not behind another one (epoch milliseconds): what is due, or was missed. */
export function lastStart(
  cron: Cron,
  zone: string,
  { behind, until }: { readonly behind: number; readonly until: number },
): number | undefined {
  const clock = clockOf(zone);
  const today = Math.floor(wallAt(clock, until) / DAY);
  const first = Math.max(Math.floor(wallAt(clock, behind) / DAY) - 1, today - MOST_DAYS);
  for (let day = today + 1; day >= first; day -= 1) {
    const last = timesOn(cron, clock, day)
      .filter(({ at }) => at > behind && at <= until)
      .sort((a, b) => b.at - a.at)
      .find((time) => isShownFirst(clock, time));
    if (last) return last.at;
  }
  return undefined;
}

/** An instant at which the clock may show a time; `earlier` is another one, and both are to be looked at. */
interface ShownAt {
  readonly at: number;
  readonly wall: number;
  readonly isSure: boolean;
  readonly earlier?: number;
}

/** When a day's times are, should the clock show them: for each offset that the zone has around that day. */
function timesOn(cron: Cron, clock: Intl.DateTimeFormat, day: number): readonly ShownAt[] {
  if (!isOn(cron, day)) return [];
  const walls = cron.hours.flatMap((hour) => cron.minutes.map((minute) => day * DAY + hour * HOUR + minute * 60_000));
  const [before, after] = [day - 1, day + 2].map((near) => wallAt(clock, near * DAY) - near * DAY);
  if (before === undefined || after === undefined) return [];
  if (before === after) return walls.map((wall) => ({ at: wall - before, wall, isSure: true }));
  const [most, least] = [Math.max(before, after), Math.min(before, after)];
  return walls.flatMap((wall) => [
    { at: wall - most, wall, isSure: false },
    { at: wall - least, wall, isSure: false, earlier: wall - most },
  ]);
}

/** Whether the clock shows it then, and for the first time. */
const isShownFirst = (clock: Intl.DateTimeFormat, { at, wall, isSure, earlier }: ShownAt): boolean =>
  isSure || (wallAt(clock, at) === wall && (earlier === undefined || wallAt(clock, earlier) !== wall));

/** The next starts, at most so many. */
export function nextStarts(cron: Cron, zone: string, behind: number, most: number): readonly number[] {
  const starts: number[] = [];
  while (starts.length < most) {
    const next = nextStart(cron, zone, starts.at(-1) ?? behind);
    if (next === undefined) break;
    starts.push(next);
  }
  return starts;
}

function isOn({ days, months, weekdays }: Cron, day: number): boolean {
  const date = new Date(day * DAY);
  return (
    days.includes(date.getUTCDate()) && months.includes(date.getUTCMonth() + 1) && weekdays.includes(date.getUTCDay())
  );
}

/** Making one takes longer than anything that is done with it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  const clock =
    known ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
  if (!known) clocks.set(zone, clock);
  return clock;
}

/** The wall clock at an instant, as the epoch milliseconds at which a clock in UTC shows the same. */
function wallAt(clock: Intl.DateTimeFormat, instant: number): number {
  const part = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
