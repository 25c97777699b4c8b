import { describe, expect, it } from 'vitest';
import type { Row } from '../../shared/domain/table.ts';
import { issueStatusHistory } from '../../shared/domain/ticket.ts';
import { bucketsOf } from '../../shared/metrics/buckets.ts';
import { measure } from '../../shared/metrics/measure.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { type Kept, update, waitsUntil } from '../../shared/metrics/series.ts';
import { lakeOfRows, rowsOf } from '../support/lake-of-rows.ts';
import { organisation, zone } from './organisation.ts';

const definitions = readDefinitions();
const march = { from: '2026-03-01', to: '2026-03-31', by: 'day', zone } as const;
const question = {
  project: 'Shop',
  zone,
  now: Date.parse('2026-04-01T12:00:00Z'),
  buckets: bucketsOf(march),
  days: bucketsOf(march),
  states: ['TODO', 'IN_PROGRESS', 'DONE'],
};

async function computed(name: string, rows: readonly Row[]) {
  const metric = definitions.metrics.get(name);
  if (!metric) throw new TypeError(`there is no metric ${name}`);
  const lake = await lakeOfRows(rows);
  const { rows: found } = await measure(lake, definitions, metric, question);
  lake.close();
  return found;
}

/** Issue 5 was begun on the 20th; that is collected on the 22nd. */
const late: readonly Row[] = rowsOf(
  issueStatusHistory,
  ['issueId', 'status', 'originalStatus', 'startDate', 'endDate', 'isCurrentStatus', 'isFirstStatus'],
  ['5', 'TODO', 'TODO', '2026-03-04T09:00:00Z', '2026-03-20T09:00:00Z', false, true],
  ['5', 'IN_PROGRESS', 'IN_PROGRESS', '2026-03-20T09:00:00Z', undefined, true, false],
);
const [first, then] = [Date.parse('2026-03-21T02:00:00Z'), Date.parse('2026-03-22T08:00:00Z')];
const versions = (series: readonly Kept[]) =>
  series.filter(({ version }) => version > 1).map(({ bucket }) => bucket.label);

describe('a series', () => {
  it.each(['flow.arrivals', 'flow.moves'])(
    '%s: an event two days late changes exactly one stored bucket',
    async (name) => {
      const { series } = update([], await computed(name, organisation), first);

      const { series: after, changed } = update(series, await computed(name, [...organisation, ...late]), then);

      expect(changed).toEqual(['2026-03-20']);
      expect(versions(after)).toEqual(['2026-03-20']);
      expect(after.length).toBe(31);
    },
  );

  it('does not change when it is computed again', async () => {
    const rows = await computed('flow.arrivals', organisation);
    const { series } = update([], rows, first);

    expect(update(series, rows, then)).toEqual({ series, changed: [] });
  });

  it('changes the readings of later days through the running sum', async () => {
    const [before, after] = [
      await computed('flow.entered', organisation),
      await computed('flow.entered', [...organisation, ...late]),
    ];
    const differ = before.filter(({ values }, i) => values.items !== after[i]?.values.items);

    expect(differ.map(({ bucket }) => bucket.label)).toEqual(question.buckets.slice(19).map(({ label }) => label));
  });

  it('waits again for the grace after what came late, in that bucket only', async () => {
    const { series } = update([], await computed('flow.arrivals', organisation), first);
    const { series: after } = update(series, await computed('flow.arrivals', [...organisation, ...late]), then);

    expect(
      after.map((each) => waitsUntil(each, 7_200_000) - each.bucket.ends).filter((wait) => wait !== 7_200_000),
    ).toEqual([then + 7_200_000 - Date.parse('2026-03-20T23:00:00Z')]);
  });
});
