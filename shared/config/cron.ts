import { InvalidInputError } from '../errors.ts';

/** When something starts, in local time: the values that each field allows, sorted. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names that stand for the values from `least` on. */
  readonly names: readonly string[];
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');
const FIELDS = {
  minutes: { name: 'minute', least: 0, most: 59, names: [] },
  hours: { name: 'hour', least: 0, most: 23, names: [] },
  days: { name: 'day of the month', least: 1, most: 31, names: [] },
  months: { name: 'month', least: 1, most: 12, names: MONTHS },
  // 7 is Sunday, too, as in crontab.
  weekdays: { name: 'day of the week', least: 0, most: 7, names: WEEKDAYS },
} as const satisfies Readonly<Record<keyof Cron, Field>>;

/**
 * Reads the five fields of crontab: minute, hour, day of the month, month, day of the week. A day of the month and a day
 * of the week together are refused: crontab takes either, EventBridge Scheduler neither.
 *
 * @throws InvalidInputError
 */
export function parseCron(text: string): Cron {
  const parts = text.trim().split(/\s+/);
  const [minutes, hours, days, months, weekdays] = parts;
  if (parts.length !== 5 || !minutes || !hours || !days || !months || !weekdays)
    throw new InvalidInputError(
      `"${text}" is no schedule: write five fields (minute hour day month weekday), for example 0 3 * * 1-5`,
    );
  const cron: Cron = {
    minutes: valuesOf(FIELDS.minutes, minutes),
    hours: valuesOf(FIELDS.hours, hours),
    days: valuesOf(FIELDS.days, days),
    months: valuesOf(FIELDS.months, months),
    weekdays: [...new Set(valuesOf(FIELDS.weekdays, weekdays).map((day) => day % 7))].sort((a, b) => a - b),
  };
  if (cron.days.length < 31 && cron.weekdays.length < 7)
    throw new InvalidInputError(
      `"${text}" names a day of the month and a day of the week; give one of them, and * for the other`,
    );
  if (!cron.months.some((month) => cron.days.some((day) => day <= daysOf(month))))
    throw new InvalidInputError(`"${text}" never comes: these months have no such day`);
  return cron;
}

/** The days that a month has at most. */
const daysOf = (month: number): number => (month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31);

function valuesOf(field: Field, text: string): readonly number[] {
  const values = text.split(',').flatMap((part) => {
    const [, range = '', step = '1'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(part) ?? [];
    const [from = '', to] = range.split('-', 2);
    const isAll = range === '*';
    const first = isAll ? field.least : numberOf(field, from);
    // `5/15` goes on to the end, as `5-59/15` does.
    const open = isAll || part.includes('/') ? (field.names === WEEKDAYS ? 6 : field.most) : first;
    const last = to === undefined ? open : numberOf(field, to);
    if (first > last || Number(step) < 1)
      throw new InvalidInputError(`"${part}" is no ${field.name}: it ends before it begins, or its step is 0`);
    const count = Math.floor((last - first) / Number(step)) + 1;
    return Array.from({ length: count }, (_, i) => first + i * Number(step));
  });
  return [...new Set(values)].sort((a, b) => a - b);
}

function numberOf({ name, least, most, names }: Field, text: string): number {
  const named = names.indexOf(text.toUpperCase());
  const value = named < 0 ? Number(/^\d{1,2}$/.test(text) ? text : Number.NaN) : named + least;
  if (value >= least && value <= most) return value;
  const words = names.length > 0 ? `, or ${names[0]} to ${names.at(-1)}` : '';
  throw new InvalidInputError(
    `"${text}" is no ${name}: give ${least} to ${most}${words}, ranges 1-5, lists 1,3, steps */15`,
  );
}

/** As EventBridge Scheduler wants it: six fields, weekdays by name, and a question mark where the other day decides. */
export function schedulerExpression(cron: Cron): string {
  const { minutes, hours, days, months, weekdays } = cron;
  const isWeekly = weekdays.length < 7;
  const field = (values: readonly number[], count: number) => (values.length === count ? '*' : values.join(','));
  const weekday = isWeekly ? weekdays.map((day) => WEEKDAYS[day]).join(',') : '?';
  return `cron(${field(minutes, 60)} ${field(hours, 24)} ${isWeekly ? '?' : field(days, 31)} ${field(months, 12)} ${weekday} *)`;
}
