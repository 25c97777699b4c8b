import { GraphiteError } from './grammar.ts';

const UNITS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  min: 60,
  m: 60,
  minute: 60,
  h: 3_600,
  hour: 3_600,
  d: 86_400,
  day: 86_400,
  w: 604_800,
  week: 604_800,
  mon: 2_592_000,
  M: 2_592_000,
  month: 2_592_000,
  y: 31_536_000,
  year: 31_536_000,
};

/** `7d`, `-1h`, `5min` in seconds. @throws GraphiteError */
export function spanOf(text: string): number {
  const [, sign, amount, unit = ''] = /^([+-]?)(\d+)([A-Za-z]+)$/.exec(text.trim()) ?? [];
  const seconds = UNITS[unit] ?? UNITS[unit.replace(/s$/, '')];
  if (amount === undefined || seconds === undefined)
    throw new GraphiteError(`"${text}" is no span of time; write 30min, 6h, 7d, 4w, 3mon or 1y`);
  return Number(amount) * seconds * (sign === '-' ? -1 : 1);
}

/** A time as Grafana sends it, in epoch seconds: `now`, `-6h`, `now-1d`, an epoch, `20260102`, `14:00_20260102`. @throws GraphiteError */
export function timeOf(text: string, now: number, zone = 'UTC'): number {
  const said = text.trim();
  if (said === '' || said === 'now') return now;
  const [, date, time] = /^(?:(\d\d:\d\d)_)?(\d{8})$/.exec(said)?.toReversed() ?? [];
  const parts = /^(?:(\d\d:\d\d)_)?(\d{4})(\d\d)(\d\d)$/.exec(said);
  if (parts && (date !== undefined || time !== undefined || said.length === 8)) {
    const [, clock = '00:00', year = '', month = '', day = ''] = parts;
    const at = Date.parse(`${year}-${month}-${day}T${clock}:00Z`);
    if (Number.isNaN(at)) throw new GraphiteError(`"${text}" is no date`);
    return at / 1000 - offsetAt(zone, at) / 1000;
  }
  if (/^\d{9,13}(\.\d+)?$/.test(said)) return Math.floor(Number(said));
  const relative = said.startsWith('now') ? said.slice(3) : said;
  if (/^[+-]/.test(relative)) return now + spanOf(relative);
  throw new GraphiteError(`"${text}" is no time; write now, -6h, 20260102, 14:00_20260102 or an epoch`);
}

/** How far the clock of a zone is ahead of UTC at an instant, in milliseconds; an unknown zone is UTC. */
function offsetAt(zone: string, instant: number): number {
  try {
    const clock = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    const part = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
  } catch {
    return 0;
  }
}
