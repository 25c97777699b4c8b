import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bucketsOf, type Step } from '../../shared/metrics/buckets.ts';
import type { Question } from '../../shared/metrics/compose.ts';
import { type LakePort, measure } from '../../shared/metrics/measure.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { lakeOfRows } from '../support/lake-of-rows.ts';
import { zone as berlin, organisation } from './organisation.ts';

const definitions = readDefinitions();
const now = Date.parse('2026-04-01T12:00:00Z');
let lake: LakePort & { close(): void };
beforeAll(async () => {
  lake = await lakeOfRows(organisation);
});
afterAll(() => lake.close());

const march = { from: '2026-03-01', to: '2026-03-31' };
const question = (by: Step, { from, to } = march, project = 'Shop', zone = berlin): Question => ({
  project,
  zone,
  now,
  buckets: bucketsOf({ from, to, by, zone }),
  days: bucketsOf({ from, to, by: 'day', zone }),
  states: ['TODO', 'IN_PROGRESS', 'DONE'],
});

async function rows(name: string, asked = question('month'), split: readonly string[] = []) {
  const metric = definitions.metrics.get(name);
  if (!metric) throw new TypeError(`there is no metric ${name}`);
  return (await measure(lake, definitions, metric, asked, split)).rows;
}

/** What each row says: the bucket if it is not the only one, the tags, the numbers to four digits. */
async function said(name: string, asked = question('month'), split: readonly string[] = []) {
  return (await rows(name, asked, split)).map(({ bucket, tags, values }) =>
    [
      ...(asked.buckets.length > 1 ? [bucket.label] : []),
      ...Object.values(tags),
      ...Object.values(values).map((value) => (typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value)),
    ].join(' '),
  );
}

describe('the four keys of March', () => {
  /** Days 3, 10 and 30. Weeks of 23 Feb (one day of it), 2, 9, 16, 23, 30 March: 0 1 1 0 0 1, lower median 0. */
  it('count deployment days by week and month, with the parts of weeks at the edges', async () => {
    expect(await said('dora.deployment_frequency')).toEqual(['3 3 0 3 3 medium high']);
  });

  /** February has none: months 0 3, lower median 0; the half year has 3. */
  it('count months without a deployment', async () => {
    const asked = question('range', { from: '2026-02-01', to: '2026-03-31' });

    expect(await said('dora.deployment_frequency', asked)).toEqual(['3 3 0 0 3 low medium']);
  });

  /** Of 400 days back from 31 March 2026, 25 February 2025 is the first: the range is no longer than that. */
  it('look back 400 days at most', async () => {
    const asked = question('range', { from: '2024-01-01', to: '2026-03-31' });

    // 14 months: windows of 6 (3), 6 (0), 2 (0).
    expect(await said('dora.deployment_frequency', asked)).toEqual(['3 3 0 0 0 low low']);
  });

  /** Cycles 1,470 1,500 28,140; coding 30 90; pickup 15 76; review 45 225; deploy 780 1,080 28,050. */
  it('have the lead time of what was deployed, and its parts', async () => {
    expect(await said('dora.lead_time')).toEqual(['1500 30 15 45 1080 3 high high']);
  });

  /** d2 failed, with two incidents: 1 of 3. */
  it('have a change failure rate that counts a deployment once', async () => {
    expect(await said('dora.change_failure_rate')).toEqual(['33.3333 1 3 low low']);
  });

  /** d2 finished on the 10th at 09:00; 13:30 the same day is 270 min later, the 12th at 10:00 is 2,940. */
  it('have a recovery time from the deployment on', async () => {
    expect(await said('dora.recovery_time')).toEqual(['270 2 high']);
  });

  /** 90, 600 (pushed), 1,440. */
  it('have a restore time from the creation on, of all incidents', async () => {
    expect(await said('dora.restore_time')).toEqual(['600 3 high']);
  });

  it('are N/A in a month in which nothing was deployed or resolved, but for the frequency', async () => {
    const asked = question('month', { from: '2026-02-01', to: '2026-02-28' });

    expect(await said('dora.deployment_frequency', asked)).toEqual(['0 0 0 0 0 low low']);
    expect(await said('dora.lead_time', asked)).toEqual(['     0  ']);
    expect(await said('dora.change_failure_rate', asked)).toEqual(['    ']);
    expect(await said('dora.recovery_time', asked)).toEqual([' 0 ']);
    expect(await said('dora.restore_time', asked)).toEqual([' 0 ']);
  });

  it('are N/A in a product that has nothing', async () => {
    const asked = question('month', march, 'Empty');

    for (const name of definitions.metrics.keys())
      for (const row of await rows(name, asked)) expect(Object.values(row.values).join(''), name).toBe('');
  });
});

/** Day by day: entered T P D, snapshot T P D; what is not named is as the day before. */
const flow: Readonly<Record<number, string>> = {
  1: '0 0 0 | 0 0 0',
  2: '2 0 0 | 2 0 0',
  3: '3 1 0 | 2 1 0',
  // 2 begins, 3 is done at once, 4 is created at 00:30.
  4: '5 3 1 | 2 2 1',
  5: '6 3 2 | 3 1 2',
  // 2 goes back, 6 begins.
  6: '6 4 2 | 3 1 2',
  9: '6 4 2 | 2 2 2',
  10: '7 6 4 | 1 2 4',
  11: '8 7 5 | 1 2 5',
  // 6 is opened again, 8 is done.
  12: '8 7 6 | 1 2 5',
  13: '8 7 6 | 1 1 6',
  24: '10 7 6 | 3 1 6',
  25: '11 9 6 | 2 3 6',
  // 9 is blocked, which is no state.
  27: '11 10 7 | 1 3 7',
  28: '12 10 7 | 2 3 7',
  // 12 was done at half past midnight.
  30: '12 11 9 | 1 2 9',
};

describe('the cumulative flow of March', () => {
  const days = Array.from({ length: 31 }, (_, i) => i + 1);
  const expected = days.map((day) => flow[days.filter((each) => each <= day && flow[each]).at(-1) ?? 1] ?? '');
  const triples = async (name: string, asked = question('day')) => {
    const found = (await rows(name, asked)).map(({ values }) => Number(values.items));
    return days.map((_, i) => found.slice(3 * i, 3 * i + 3));
  };

  it('is as computed by hand, day by day', async () => {
    const [entered, snapshot] = [await triples('flow.entered'), await triples('flow.snapshot')];

    expect(days.map((_, i) => `${entered[i]?.join(' ')} | ${snapshot[i]?.join(' ')}`)).toEqual(expected);
  });

  it('never decreases in what entered, and has every item somewhere', async () => {
    const [entered, snapshot] = [await triples('flow.entered'), await triples('flow.snapshot')];

    for (const [i, day] of entered.entries()) {
      for (const [state, count] of day.entries()) expect(count).toBeGreaterThanOrEqual(entered[i - 1]?.[state] ?? 0);
      expect(snapshot[i]?.reduce((sum, count) => sum + count, 0)).toBe(day[0]);
    }
  });

  it('has bands that are what entered less what entered the next', async () => {
    const [entered, band] = [await triples('flow.entered'), await triples('flow.band')];

    expect(band).toEqual(entered.map(([t = 0, p = 0, d = 0]) => [t - p, p - d, d]));
  });

  it('has arrivals and moves whose running sums are these', async () => {
    const sums = (all: readonly (readonly number[])[]) => {
      const sum = [0, 0, 0];
      return all.map((day) => day.map((count, state) => (sum[state] = (sum[state] ?? 0) + count)));
    };

    expect(sums(await triples('flow.arrivals'))).toEqual(await triples('flow.entered'));
    expect(sums(await triples('flow.moves'))).toEqual(await triples('flow.snapshot'));
  });

  it('begins with what was there before the first day', async () => {
    const late = question('day', { from: '2026-03-31', to: '2026-03-31' });

    expect(await said('flow.entered', late)).toEqual(['TODO 12', 'IN_PROGRESS 11', 'DONE 9']);
  });

  it('differs by zone: in UTC the bug of 23:30 is of the third', async () => {
    const asked = question('day', { from: '2026-03-03', to: '2026-03-03' }, 'Shop', 'UTC');

    expect(await said('flow.arrivals', asked)).toEqual(['TODO 2', 'IN_PROGRESS 1', 'DONE 0']);
  });

  it('adds up over a tag', async () => {
    const parted = await rows('flow.snapshot', question('day'), ['type']);
    const whole = await rows('flow.snapshot');
    const done = parted.filter(({ bucket, tags }) => bucket.label === '2026-03-31' && tags.state === 'DONE');

    // 3 10 are bugs, 7 8 incidents, 1 2 6 9 12 requirements.
    expect(
      done
        .map(({ tags, values }) => `${tags.type} ${values.items}`)
        .filter((text) => !text.endsWith(' 0'))
        .sort(),
    ).toEqual(['BUG 2', 'INCIDENT 2', 'REQUIREMENT 5']);
    expect(whole.at(-1)?.values.items).toBe(9);
  });
});

/** What March says, each number computed by hand; minutes unless it says otherwise. */
const ofMarch: Readonly<Record<string, readonly string[]>> = {
  'issue.created': ['12'],
  // 1 2 3 6 7 8 9 10 12.
  'issue.resolved': ['9'],
  // 3 + 5 points; seven have none.
  'issue.throughput': ['9 8 7'],
  // 90 1,440 1,440 2,250 4,320 4,320 8,640 11,520 12,960: sum 46,980.
  'issue.lead_time': ['4320 5220 11520 9'],
  // 80 1,380 2,880 7,200 10,080 10,080: sum 31,700; 3 10 12 have no IN_PROGRESS.
  'issue.cycle_time': ['2880 5283.3333 10080 6 3'],
  // TODO: 1 1,440, 2 2,880 + 4,320, 3 1,440, 4 9,210, 5 39,660, 6 1,440, 7 10, 8 60, 9 1,440, 11 60, 12 2,250.
  // DONE: 38,220 + 29,580 + 39,660 + 2,880 + 26,700 + 30,750 + 28,080 + 2,220 + 6,540 + 2,850.
  // IN_PROGRESS: 1 2,880, 2 2,880 twice, 4 31,020, 6 5,760 + 1,440, 7 80, 8 1,380, 9 1,440, 11 9,360.
  // OTHER: 9, four days. N/A: 10, three days of which only the end is known.
  'issue.status_time': ['DONE 207480', 'IN_PROGRESS 59120', 'N/A 4320', 'OTHER 5760', 'TODO 64210'],
  // 4 and 11.
  'issue.wip': ['2'],
  // At 22:00 UTC on the 31st: 4 27 d 22.5 h, 5 27 d 13 h, 11 6 d 13 h.
  'issue.age': ['27.5417 27.9375 27.9375 3'],
  'bug.open': ['1'],
  'bug.age': ['27.9375 27.9375 1'],
  // 4 and 7 of 3 4 10 7 8.
  'bug.escape': ['40 2 5'],
  // 1 of 1 2 12: in Berlin, 12 was resolved a day late.
  'issue.on_time': ['33.3333 1 3'],
  // 210 of 180; 0.5 1.5.
  'issue.estimate_error': ['1.1667 0.5 2'],
  'pr.opened': ['7'],
  'pr.merged': ['4'],
  'pr.closed_unmerged': ['1'],
  // 10 50 100 300.
  'pr.size': ['50 300 4'],
  // 60 300 720 1,440.
  'pr.time_to_merge': ['300 4'],
  // 10 30 90.
  'pr.coding': ['30 43.3333 90 3'],
  'pr.pickup': ['15 45.5 76 2'],
  'pr.review': ['45 135 225 2'],
  'pr.deploy': ['1080 9970 28050 3 1'],
  // 1,450 1,470 1,500 28,140.
  'pr.cycle': ['1470 8140 28140 4'],
  // 1 0 2 1; the author's own does not count.
  'pr.review_depth': ['1 4 4'],
  // All but 3: a comment of the conversation is no review.
  'pr.unreviewed': ['75 3 4'],
  'pr.unmerged_ratio': ['20 1 5'],
  'pr.wip': ['draft 1', 'ready 1'],
  // At 22:00 UTC on the 31st, since 09:00 on the 5th and the 25th.
  'pr.open_age': ['draft 26.5417 26.5417 26.5417 1', 'ready 6.5417 6.5417 6.5417 1'],
  // 1 and 3.
  'pr.linked': ['50 2 4'],
  'build.count': ['CANCELED 1', 'FAILURE 3', 'SUCCESS 3'],
  'build.success_rate': ['50 3 6'],
  // 50 100 200 300 400.
  'build.duration': ['200 210 5'],
  // 10 20 30 40.
  'build.queue': ['20 4'],
  // 11:00 to 13:30 on main; on dev nothing was green before.
  'build.recovery': ['150 1'],
  'task.success_rate': ['lint 100 1 1', 'test 66.6667 2 3'],
  // In at the 3rd, 08:00: 1 2; at the 17th, 08:00: 5.
  'sprint.committed': ['Sprint 1 2', 'Sprint 2 1'],
  // 3 4 5 6; 11.
  'sprint.added': ['Sprint 1 4', 'Sprint 2 1'],
  // 4 was open when it was removed, 3 was done; 2 was removed from the second before it began.
  'sprint.removed': ['Sprint 1 1', 'Sprint 2 0'],
  // 1 2 6 of 2 committed.
  'sprint.completed': ['Sprint 1 150 3 2', 'Sprint 2 0 0 1'],
  // 5.
  'sprint.carried_over': ['Sprint 1 1', 'Sprint 2 0'],
  // 4,320 7,830 11,940 13,380 16,260 16,260; 0 3,300 16,320.
  'sprint.residency': ['Sprint 1 11940 6', 'Sprint 2 3300 3'],
  // 3 is done, 4 goes on, in both releases.
  'release.bugs': ['1.0 DONE 1', '1.0 IN_PROGRESS 1', '1.0 TODO 0', '1.1 IN_PROGRESS 1', '1.1 TODO 0'],
  'deploy.attempts': ['PRODUCTION FAILURE 1', 'PRODUCTION N/A 1', 'PRODUCTION SUCCESS 3', 'STAGING SUCCESS 1'],
  // 60 120 2,400.
  'deploy.duration': ['PRODUCTION FAILURE 30 1', 'PRODUCTION SUCCESS 120 3', 'STAGING SUCCESS 10 1'],
};

describe('March in numbers', () => {
  it.each(Object.entries(ofMarch))('%s is as computed by hand', async (name, expected) => {
    expect((await said(name)).sort()).toEqual(expected);
  });

  it('is computed by hand for every metric that there is', () => {
    const elsewhere = [...definitions.metrics.keys()].filter((name) => /^(dora|flow)\./.test(name));

    expect([...Object.keys(ofMarch), ...elsewhere].sort()).toEqual([...definitions.metrics.keys()]);
  });

  it('compares dates in the zone: in UTC two of three are on time', async () => {
    expect(await said('issue.on_time', question('month', march, 'Shop', 'UTC'))).toEqual(['66.6667 2 3']);
  });

  it('has contributions of days that add up to the month', async () => {
    for (const name of ['issue.created', 'issue.throughput', 'pr.merged', 'issue.status_time']) {
      const sum = (all: Awaited<ReturnType<typeof rows>>, key: string) =>
        all.reduce((total, { values }) => total + Number(values[key]), 0);
      const [key = ''] = definitions.metrics.get(name)?.values.map((value) => value.name) ?? [];

      expect(sum(await rows(name, question('day')), key), name).toBe(sum(await rows(name), key));
    }
  });

  it('has open work at the end of each day', async () => {
    const asked = question('day', { from: '2026-03-25', to: '2026-03-27' });

    // Blocked is not in progress.
    expect(await said('issue.wip', asked)).toEqual(['2026-03-25 3', '2026-03-26 2', '2026-03-27 2']);
    expect(await said('bug.open', asked)).toEqual(['2026-03-25 2', '2026-03-26 2', '2026-03-27 1']);
  });
});
