import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bucketsOf, dateAt, type Step } from '../../shared/metrics/buckets.ts';

const said = (from: string, to: string, by: Step, zone: string) =>
  bucketsOf({ from, to, by, zone }).map(
    ({ label, starts, ends }) =>
      `${label} ${new Date(starts).toISOString().slice(0, 16)} ${(ends - starts) / 3_600_000}`,
  );

describe('buckets', () => {
  it('are local days, also those of 23 and 25 hours', () => {
    expect(said('2026-03-28', '2026-03-30', 'day', 'Europe/Berlin')).toEqual([
      '2026-03-28 2026-03-27T23:00 24',
      '2026-03-29 2026-03-28T23:00 23',
      '2026-03-30 2026-03-29T22:00 24',
    ]);
    expect(said('2026-10-25', '2026-10-25', 'day', 'Europe/Berlin')).toEqual(['2026-10-25 2026-10-24T22:00 25']);
  });

  it('begin with the first instant of a day whose midnight is skipped', () => {
    // Chile moves its clocks forward at midnight.
    expect(said('2026-09-05', '2026-09-07', 'day', 'America/Santiago')).toEqual([
      '2026-09-05 2026-09-05T04:00 24',
      '2026-09-06 2026-09-06T04:00 23',
      '2026-09-07 2026-09-07T03:00 24',
    ]);
  });

  it('leave out a day that a zone left out', () => {
    expect(said('2011-12-29', '2011-12-31', 'day', 'Pacific/Apia')).toEqual([
      '2011-12-29 2011-12-29T10:00 24',
      '2011-12-31 2011-12-30T10:00 24',
    ]);
  });

  it('are whole weeks from Monday and whole months', () => {
    expect(said('2026-03-01', '2026-03-02', 'week', 'UTC')).toEqual([
      '2026-02-23 2026-02-23T00:00 168',
      '2026-03-02 2026-03-02T00:00 168',
    ]);
    expect(said('2026-01-31', '2026-02-01', 'month', 'UTC')).toEqual([
      '2026-01 2026-01-01T00:00 744',
      '2026-02 2026-02-01T00:00 672',
    ]);
  });

  it('are one range, both dates included', () => {
    expect(said('2026-01-01', '2026-01-02', 'range', 'UTC')).toEqual(['2026-01-01…2026-01-02 2026-01-01T00:00 48']);
  });

  it.each([
    [{ zone: 'Mars/Olympus' }, 'there is no time zone "Mars/Olympus"; give one of the IANA\'s, such as Europe/Berlin'],
    [{ from: '2026-02-30' }, '--from "2026-02-30" is no date; write it as 2026-01-31'],
    [{ to: 'today' }, '--to "today" is no date; write it as 2026-01-31'],
    [{ from: '2026-04-01' }, '--from 2026-04-01 is later than --to 2026-03-31'],
    [{ from: '1970-01-01' }, 'from 1970-01-01 to 2026-03-31 there are more than 4000 days; ask for longer steps'],
  ])('refuse %o in one line', (wrong, message) => {
    const given = { from: '2026-03-01', to: '2026-03-31', by: 'day', zone: 'UTC', ...wrong } as const;

    expect(() => bucketsOf(given)).toThrow(message);
  });

  it('know the local date of an instant', () => {
    expect(dateAt('Pacific/Apia', Date.parse('2026-03-01T12:00:00Z'))).toBe('2026-03-02');
    expect(dateAt('UTC', Date.parse('2026-03-01T12:00:00Z'))).toBe('2026-03-01');
  });
});

describe('what was computed by hand', () => {
  it.each(['UTC', 'Pacific/Apia', 'America/St_Johns'])('is the same where the machine is in %s', (zone) => {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'test/metrics/organisation.test.ts'];
    const run = () =>
      execFileSync(process.execPath, vitest, {
        env: { ...process.env, TZ: zone, VITEST: '' },
        encoding: 'utf8',
        stdio: 'pipe',
      });

    expect(run()).toMatch(/Tests .*passed/);
  });
});
