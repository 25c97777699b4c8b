/** Times of the sample in epoch milliseconds, UTC. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const OPENS = 8;
const CLOSES = 18;

/** `2026-03-01T09:30:00Z`, as GitHub writes times. */
export const isoOf = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');

const isWeekend = (at: number): boolean => [0, 6].includes(new Date(at).getUTCDay());

/** The turn of the year, when hardly anybody works. */
const isHoliday = (at: number): boolean => {
  const day = new Date(at);
  return (day.getUTCMonth() === 11 && day.getUTCDate() > 22) || (day.getUTCMonth() === 0 && day.getUTCDate() < 3);
};

const midnight = (at: number): number => at - (at % DAY);

/** Whether somebody works on the day. */
export const isWorkday = (at: number): boolean => !isWeekend(at) && !isHoliday(at);

/** The time itself where people work then, else the next morning on which they do. */
export function atWork(at: number): number {
  const hour = (at - midnight(at)) / HOUR;
  if (isWorkday(at) && hour >= OPENS && hour < CLOSES) return at;
  let day = hour < OPENS ? midnight(at) : midnight(at) + DAY;
  while (!isWorkday(day)) day += DAY;
  // Minutes are kept, so that not everything happens on the stroke of eight.
  return day + OPENS * HOUR + (at % HOUR);
}

/** So many hours of work later. */
export function afterWork(at: number, hours: number): number {
  let now = atWork(at);
  let left = hours * HOUR;
  for (;;) {
    const closing = midnight(now) + CLOSES * HOUR;
    if (now + left <= closing) return now + left;
    left -= closing - now;
    now = atWork(closing);
  }
}

/** Every workday of a range, at midnight. */
export function workdays(from: number, until: number): readonly number[] {
  const days: number[] = [];
  for (let day = midnight(from); day < until; day += DAY) if (isWorkday(day)) days.push(day);
  return days;
}
