import { beforeAll, describe, expect, it } from 'vitest';
import { type Cron, parseCron } from '../../shared/config/cron.ts';
import { lastStart, nextStart, nextStarts } from '../../shared/config/next-start.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What a clock in a zone shows at a minute, and whether it shows it for the first time. */
interface Face {
  readonly at: number;
  readonly isFirst: boolean;
  readonly shows: Readonly<Record<'month' | 'day' | 'hour' | 'minute' | 'weekday', number>>;
}

/** A clock that is watched minute by minute: what a person would do, and nothing cleverer. */
function watch(zone: string, from: number, until: number): readonly Face[] {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    weekday: 'short',
  });
  const shown = new Set<string>();
  const faces: Face[] = [];
  for (let at = from; at <= until; at += MINUTE) {
    const parts = clock.formatToParts(at);
    const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
    const [month = -1, day = -1, hour = -1, minute = -1] = ['month', 'day', 'hour', 'minute'].map((type) =>
      Number(part(type)),
    );
    const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(part('weekday'));
    const face = `${month}-${day} ${hour}:${minute}`;
    faces.push({ at, isFirst: !shown.has(face), shows: { month, day, hour, minute, weekday } });
    shown.add(face);
  }
  return faces;
}

const startsOf = ({ months, days, hours, minutes, weekdays }: Cron, faces: readonly Face[]): readonly number[] =>
  faces
    .filter(
      ({ isFirst, shows }) =>
        isFirst &&
        months.includes(shows.month) &&
        days.includes(shows.day) &&
        hours.includes(shows.hour) &&
        minutes.includes(shows.minute) &&
        weekdays.includes(shows.weekday),
    )
    .map(({ at }) => at);

/** Days around which the clock changes, and one zone whose clock never does. */
const changes: readonly (readonly [zone: string, day: string])[] = [
  ['Europe/Zurich', '2026-03-29'],
  ['Europe/Zurich', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  // Half an hour.
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  // At midnight.
  ['America/Havana', '2026-03-08'],
  ['America/Havana', '2026-11-01'],
  ['Asia/Kolkata', '2026-03-29'],
];

const schedules = [
  '*/10 * * * *',
  '30 2 * * *',
  '0 3 * * *',
  '15,45 1-2 * * *',
  '30 1 * * 0',
  '0 0 * * *',
  '30 0 * * *',
];

const iso = (at: number | undefined): string => (at === undefined ? 'none' : new Date(at).toISOString());

describe.each(changes)('in %s around %s', (zone, day) => {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const [from, until] = [midnight - 30 * HOUR, midnight + 54 * HOUR];
  let faces: readonly Face[];
  beforeAll(() => {
    faces = watch(zone, from, until);
  });

  it.each(schedules)('%s starts when a watch says so, each time once', (text) => {
    const cron = parseCron(text);
    const expected = startsOf(cron, faces);

    const found = nextStarts(cron, zone, from - 1, expected.length);

    expect(found.map(iso)).toEqual(expected.map(iso));
    expect(nextStart(cron, zone, expected.at(-1) ?? from)).toBeGreaterThan(until);
  });

  it.each(schedules)('of %s the last start is the one that was next before', (text) => {
    const cron = parseCron(text);
    const expected = startsOf(cron, faces);
    const behind = from - 1;

    const at = expected.map((start) => lastStart(cron, zone, { behind, until: start }));
    const before = expected.map((start) => lastStart(cron, zone, { behind, until: start - 1 }));

    expect(at.map(iso)).toEqual(expected.map(iso));
    expect(before.map(iso)).toEqual([undefined, ...expected.slice(0, -1)].map(iso));
    expect(lastStart(cron, zone, { behind: expected.at(-1) ?? until, until })).toBeUndefined();
  });
});

it('what was missed in a year is found at once', () => {
  const [behind, until] = [Date.UTC(2025, 0, 1), Date.UTC(2026, 0, 1, 12, 34)];

  expect(lastStart(parseCron('* * * * *'), 'Europe/Zurich', { behind, until })).toBe(until);
  expect(lastStart(parseCron('0 3 29 2 *'), 'UTC', { behind, until })).toBeUndefined();
});
