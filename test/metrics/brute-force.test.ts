import { describe, expect, it } from 'vitest';
import { type Bucket, bucketsOf } from '../../shared/metrics/buckets.ts';
import { measure } from '../../shared/metrics/measure.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { lakeOfRows } from '../support/lake-of-rows.ts';
import { type Interval, type RandomIssue, randomOrganisation } from './random-organisation.ts';

const definitions = readDefinitions();
const states = ['TODO', 'IN_PROGRESS', 'DONE'];
/** In the middle of the last bucket: it is not over. */
const now = Date.parse('2026-03-24T10:00:00Z');
const range = { from: '2026-03-08', to: '2026-03-24' };

type Answer = Readonly<Record<string, number | null>>;

/** Where an item is just before an instant: in the first state, until a status that is a state says otherwise. */
function positionAt({ created, intervals }: RandomIssue, instant: number): number {
  let at = 1;
  const order = [...intervals].sort(
    (a, b) => Math.max(a.since, created) - Math.max(b.since, created) || (a.till ?? Infinity) - (b.till ?? Infinity),
  );
  for (const { status, since } of order)
    if (Math.max(since, created) < instant) at = states.indexOf(status ?? '') + 1 || at;
  return at;
}
const furthestAt = ({ created, intervals }: RandomIssue, instant: number): number =>
  Math.max(
    1,
    ...intervals
      .filter(({ since }) => Math.max(since, created) < instant)
      .map(({ status }) => states.indexOf(status ?? '') + 1),
  );
const lower = (values: readonly number[], share: number): number | null =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? null;
const isAt = ({ since, till }: Interval, instant: number): boolean => since < instant && (till ?? Infinity) >= instant;

/** Numbers of a bucket, by the words for it and its tags: counted one by one. */
type Count = (all: readonly RandomIssue[], bucket: Bucket) => Readonly<Record<string, Answer>>;

const byState = (count: (all: readonly RandomIssue[], position: number, bucket: Bucket) => number): Count => {
  return (all, bucket) => Object.fromEntries(states.map((state, i) => [state, { items: count(all, i + 1, bucket) }]));
};
const entered = (all: readonly RandomIssue[], position: number, instant: number): number =>
  all.filter((issue) => issue.created < instant && furthestAt(issue, instant) >= position).length;
const inState = (all: readonly RandomIssue[], position: number, instant: number): number =>
  all.filter((issue) => issue.created < instant && positionAt(issue, instant) === position).length;

const openAt = (all: readonly RandomIssue[], instant: number): readonly number[] =>
  all.flatMap(({ intervals, created }) =>
    intervals
      .filter((each) => each.status !== 'DONE' && isAt(each, instant))
      .map(() => (instant - created) / 86_400_000),
  );
const bugs = (all: readonly RandomIssue[]): readonly RandomIssue[] => all.filter(({ type }) => type === 'BUG');

const counts: Readonly<Record<string, Count>> = {
  'flow.entered': byState((all, position, { ends }) => entered(all, position, ends)),
  'flow.arrivals': byState(
    (all, position, { starts, ends }) => entered(all, position, ends) - entered(all, position, starts),
  ),
  'flow.band': byState(
    (all, position, { ends }) => entered(all, position, ends) - (position < 3 ? entered(all, position + 1, ends) : 0),
  ),
  'flow.snapshot': byState((all, position, { ends }) => inState(all, position, ends)),
  'flow.moves': byState(
    (all, position, { starts, ends }) => inState(all, position, ends) - inState(all, position, starts),
  ),
  'issue.wip': (all, { ends }) => ({
    '': {
      issues: all.flatMap(({ intervals }) =>
        intervals.filter((each) => each.status === 'IN_PROGRESS' && isAt(each, ends)),
      ).length,
    },
  }),
  'issue.age': (all, { ends }) => {
    const ages = openAt(all, Math.min(ends, now));
    const max = ages.length > 0 ? Math.max(...ages) : null;
    return { '': { median: lower(ages, 0.5), p85: lower(ages, 0.85), max, issues: ages.length } };
  },
  'bug.age': (all, { ends }) => {
    const ages = openAt(bugs(all), Math.min(ends, now));
    const mean = ages.length > 0 ? ages.reduce((sum, age) => sum + age, 0) / ages.length : null;
    return { '': { mean, median: lower(ages, 0.5), bugs: ages.length } };
  },
  'bug.open': (all, { ends }) => ({ '': { bugs: openAt(bugs(all), ends).length } }),
  'issue.status_time': (all, { starts, ends }) => {
    const times: Record<string, number> = {};
    for (const { status = 'N/A', since, till = Infinity } of all.flatMap(({ intervals }) => intervals))
      times[status] = (times[status] ?? 0) + Math.max(0, Math.min(till, ends, now) - Math.max(since, starts));
    return Object.fromEntries(
      Object.entries(times).map(([status, ms]) => [status, { minutes: Math.floor(ms / 60_000) }]),
    );
  },
};

/** Numbers to nine digits: sums of the same in another order. */
const rounded = (values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'number' ? Number(value.toPrecision(9)) : value,
    ]),
  );

describe.each([1, 2, 3])('an organisation of chance, %i', (seed) => {
  it.each([
    ['day', 'America/St_Johns'],
    ['week', 'Europe/Berlin'],
  ] as const)('has by %s in %s the numbers that counting one by one gives', { timeout: 300_000 }, async (by, zone) => {
    const { rows, issues } = randomOrganisation(seed);
    const buckets = bucketsOf({ ...range, by, zone });
    const lake = await lakeOfRows(rows);
    try {
      for (const [name, count] of Object.entries(counts)) {
        const metric = definitions.metrics.get(name);
        if (!metric) throw new TypeError(`there is no metric ${name}`);
        const { rows: found } = await measure(lake, definitions, metric, {
          project: 'Shop',
          zone,
          now,
          buckets,
          days: [],
          states,
        });
        const measured = found.map(({ bucket, tags, values }) => [
          `${bucket.label} ${Object.values(tags).join(' ')}`,
          rounded(values),
        ]);
        const counted = buckets.flatMap((bucket) =>
          Object.entries(count(issues, bucket)).map(([tag, values]) => [`${bucket.label} ${tag}`, rounded(values)]),
        );

        expect(Object.fromEntries(measured), name).toEqual(Object.fromEntries(counted));
        expect(counted.length, name).toBeGreaterThan(0);
      }
    } finally {
      lake.close();
    }
  });
});
