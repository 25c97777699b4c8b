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
 * first time. Undefined: there is none within nine years.
 */
export function nextStart(cron: Cron, zone: string, behind: number): number | undefined {
  const clock = clockOf(zone);
  const today = Math.floor(wallAt(clock, behind) / DAY);
  // A day earlier: the clock may have been set back over midnight.
  for (let day = today - 1; day < today + MOST_DAYS; day += 1) {
    if (!isOn(cron, day)) continue;
    const starts = cron.hours
      .flatMap((hour) => cron.minutes.map((minute) => day * DAY + hour * HOUR + minute * 60_000))
      .flatMap((wall) => instantOf(clock, wall) ?? [])
      .filter((instant) => instant > behind);
    if (starts.length > 0) return Math.min(...starts);
  }
  return undefined;
}

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

const clockOf = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    dateStyle: 'short',
    timeStyle: 'medium',
  });

/** The wall clock at an instant, as the epoch milliseconds at which a clock in UTC shows the same. */
function wallAt(clock: Intl.DateTimeFormat, instant: number): number {
  const part = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The first instant at which the clock shows this; undefined where it never does. */
function instantOf(clock: Intl.DateTimeFormat, wall: number): number | undefined {
  const offsets = [wall - DAY, wall + DAY].map((near) => wallAt(clock, near) - near);
  const shown = offsets.map((offset) => wall - offset).filter((instant) => wallAt(clock, instant) === wall);
  return shown.length > 0 ? Math.min(...shown) : undefined;
}
