import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tableNamed } from '../../shared/api/data/data.ts';
import { conditionsIn, rowFilter } from '../../shared/api/data/row-filter.ts';
import type { StoredRecord } from '../../shared/pipeline/read-data.ts';
import { memoryTable } from '../support/memory-ports.ts';

const issues = tableNamed('issues');
const days = Array.from({ length: 9 }, (_, i) => `2026-01-0${i + 1}T00:00:00.000Z`);
const words = ['TODO', 'DONE', 'a,b', '\\', 'ü', 'true'];
const optional = <T>(from: readonly T[]) => fc.option(fc.constantFrom(...from), { nil: undefined });
const values = fc.record({
  status: optional(words),
  storyPoint: optional([0, 1, 1.5, -3]),
  leadTimeMinutes: optional([0, 10, 1e6]),
  isSubtask: optional([true, false]),
  createdDate: optional(days),
});
const row = fc.record({ values, observedAt: fc.constantFrom(...days), run: fc.constantFrom('old', 'new') });

/** A query as its parts: what each column may be, undefined for absent. */
const query = fc.record(
  {
    status: fc.array(optional(words), { minLength: 1, maxLength: 3 }),
    story_point: fc.array(optional([0, 1.5, 7]), { minLength: 1, maxLength: 3 }),
    lead_time_minutes: fc.array(optional([10, 1e6]), { minLength: 1, maxLength: 2 }),
    is_subtask: fc.array(optional([true, false]), { minLength: 1, maxLength: 2 }),
    created_date: fc.array(optional(days), { minLength: 1, maxLength: 3 }),
    since: fc.constantFrom(...days),
    until: fc.constantFrom(...days),
  },
  { requiredKeys: [] },
);
const fields = {
  status: 'status',
  story_point: 'storyPoint',
  lead_time_minutes: 'leadTimeMinutes',
  is_subtask: 'isSubtask',
  created_date: 'createdDate',
} as const;
const written = (value: unknown): string =>
  value === undefined ? '' : String(value).replaceAll('\\', '\\\\').replaceAll(',', '\\,');
const NEW_RUN = days[5] ?? '';

test('ten thousand queries find what looking at each row finds', async () => {
  const control = memoryTable();
  await control.writeMany([{ pk: 'runs', sk: `${NEW_RUN}#new`, run: 'new' }]);
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 8 }), query, async (rows, { since, until, ...columns }) => {
      const given = {
        ...Object.fromEntries(Object.entries(columns).map(([name, any]) => [name, [any.map(written).join(',')]])),
        ...(since !== undefined && { since: [since] }),
        ...(until !== undefined && { until: [until] }),
      };
      const isWanted = await rowFilter(control, conditionsIn(issues, given));

      const found = rows.filter(({ values, observedAt, run }) => {
        const record: StoredRecord = {
          ...{ table: 'issues', key: '', raw: '', deleted: false, body: undefined },
          ...{ values, observedAt, run },
        };
        return isWanted(record);
      });

      const changed = ({ observedAt, run }: (typeof rows)[number]): string =>
        run === 'new' && NEW_RUN > observedAt ? NEW_RUN : observedAt;
      const expected = rows.filter(
        (each) =>
          (since === undefined || changed(each) >= since) &&
          (until === undefined || changed(each) < until) &&
          Object.entries(fields).every(([name, field]) => {
            const any: readonly unknown[] | undefined = Object.entries(columns).find(([key]) => key === name)?.[1];
            return any === undefined || any.includes(each.values[field]);
          }),
      );
      expect(found).toEqual(expected);
    }),
    { numRuns: 10_000, seed: 5 },
  );
});
