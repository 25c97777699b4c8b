import { describe, expect, it } from 'vitest';
import { parseCron, schedulerExpression } from '../../shared/config/cron.ts';
import { isZone, nextStarts } from '../../shared/config/next-start.ts';

describe('a schedule', () => {
  it.each([
    ['0 3 * * *', 'cron(0 3 * * ? *)'],
    ['*/15 * * * *', 'cron(0,15,30,45 * * * ? *)'],
    ['5/20 8-10 * * *', 'cron(5,25,45 8,9,10 * * ? *)'],
    ['0 3 * * 1-5', 'cron(0 3 ? * MON,TUE,WED,THU,FRI *)'],
    ['0 3 * * 7', 'cron(0 3 ? * SUN *)'],
    ['0 3 * * sun,sat', 'cron(0 3 ? * SUN,SAT *)'],
    ['0 3 1,15 JAN-mar *', 'cron(0 3 1,15 1,2,3 ? *)'],
    ['30 2 29 2 *', 'cron(30 2 29 2 ? *)'],
    ['0 0 * * */2', 'cron(0 0 ? * SUN,TUE,THU,SAT *)'],
  ])('%s is %s for EventBridge Scheduler', (text, expression) => {
    expect(schedulerExpression(parseCron(text))).toBe(expression);
  });

  it.each([
    ['', 'write five fields'],
    ['0 3 * *', 'write five fields'],
    ['0 3 * * ? *', 'write five fields'],
    ['60 3 * * *', '"60" is no minute'],
    ['0 24 * * *', '"24" is no hour'],
    ['0 3 0 * *', '"0" is no day of the month'],
    ['0 3 * 13 *', '"13" is no month'],
    ['0 3 * * 8', '"8" is no day of the week'],
    ['0 3 * * L', '"L" is no day of the week: give 0 to 7, or SUN to SAT'],
    ['0 5-3 * * *', 'it ends before it begins'],
    ['*/0 * * * *', 'step is 0'],
    ['0 3 1 * 1', 'give one of them'],
    ['0 3 31 2,4 *', 'never comes'],
    ['-1 3 * * *', 'is no minute'],
    ['1e1 3 * * *', 'is no minute'],
  ])('"%s" is refused: %s', (text, why) => {
    expect(() => parseCron(text)).toThrow(why);
  });
});

describe('the next starts', () => {
  const startsOf = (text: string, zone: string, behind: string, most: number) =>
    nextStarts(parseCron(text), zone, Date.parse(behind), most).map((at) => new Date(at).toISOString());

  it('are local times', () => {
    expect(startsOf('0 3 * * *', 'Europe/Zurich', '2026-01-01T02:00:00Z', 2)).toEqual([
      '2026-01-02T02:00:00.000Z',
      '2026-01-03T02:00:00.000Z',
    ]);
  });

  it('skip a time that the clock skips', () => {
    // 2026-03-29, 02:00 becomes 03:00.
    expect(startsOf('30 2 * * *', 'Europe/Zurich', '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
      '2026-03-31T00:30:00.000Z',
    ]);
  });

  it('count a time that the clock shows twice once, the first time', () => {
    // 2026-10-25, 03:00 becomes 02:00.
    expect(startsOf('30 2 * * *', 'Europe/Zurich', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('go on behind the first of two, while the clock shows the hour again', () => {
    expect(startsOf('*/30 * * * *', 'Europe/Zurich', '2026-10-25T00:00:00Z', 4)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T02:00:00.000Z',
      '2026-10-25T02:30:00.000Z',
      '2026-10-25T03:00:00.000Z',
    ]);
  });

  it('come on weekdays, in months and on the day that only leap years have', () => {
    expect(startsOf('0 0 * * 1', 'UTC', '2026-11-20T00:00:00Z', 1)).toEqual(['2026-11-23T00:00:00.000Z']);
    expect(startsOf('0 0 29 2 *', 'UTC', '2026-11-20T00:00:00Z', 2)).toEqual([
      '2028-02-29T00:00:00.000Z',
      '2032-02-29T00:00:00.000Z',
    ]);
  });
});

describe('a zone', () => {
  it.each(['UTC', 'Etc/UTC', 'Europe/Zurich', 'America/Argentina/Buenos_Aires'])('%s is one', (zone) => {
    expect(isZone(zone)).toBe(true);
  });

  it.each(['', '+02:00', 'CEST-no', 'Europe/Zürich', 'Mars/Olympus'])('"%s" is none', (zone) => {
    expect(isZone(zone)).toBe(false);
  });
});
