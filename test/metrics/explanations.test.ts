import { afterAll, beforeAll, expect, it } from 'vitest';
import { bucketsOf } from '../../shared/metrics/buckets.ts';
import { explain, type LakePort } from '../../shared/metrics/measure.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { lakeOfRows } from '../support/lake-of-rows.ts';
import { organisation, zone } from './organisation.ts';

let lake: LakePort & { close(): void };
beforeAll(async () => {
  lake = await lakeOfRows(organisation);
});
afterAll(() => lake.close());

it('every metric can be explained, from its first rule on', async () => {
  const definitions = readDefinitions();
  const march = { from: '2026-03-01', to: '2026-03-31', zone };
  const now = Date.parse('2026-04-01T12:00:00Z');
  const buckets = { buckets: bucketsOf({ ...march, by: 'month' }), days: bucketsOf({ ...march, by: 'day' }) };
  const states = ['TODO', 'IN_PROGRESS', 'DONE'];

  // A metric for each explanation: many share one.
  const each = new Map([...definitions.metrics.values()].map((metric) => [metric.explain, metric]));
  const counts = new Map<string, number>();
  for (const [name, metric] of each) {
    const rules = await explain(lake, definitions, metric, { project: 'Shop', zone, now, states, ...buckets });
    counts.set(name, Number(rules[0]?.count));
  }

  expect([...counts.keys()].toSorted()).toEqual([...definitions.explanations.keys()].toSorted());
  for (const [name, count] of counts) expect(count, name).toBeGreaterThan(0);
});
