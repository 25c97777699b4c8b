import { places } from '../../contract/places.ts';
import { RunHead, requestOfHead } from '../../contract/run.ts';
import { toItem } from '../deep-json.ts';
import { type Migration, stretchOf } from '../migration.ts';
import type { Write } from '../ports.ts';

/** The first version kept of a request what a run needs, and not the request, without which no run can be gone on with. */
export const runsKeepTheirRequest: Migration = {
  id: '2-runs-keep-their-request',
  format: 2,
  says: 'every run names what was asked for, so that it can be planned again',
  batch: async ({ table }, cursor) => {
    const { rows, next } = await stretchOf(table, [places.runs], cursor);
    const heads = await table.getMany(rows.flatMap(({ run }) => (typeof run === 'string' ? [places.head(run)] : [])));
    const writes = heads
      .filter(({ request }) => request === undefined)
      .map((head): Write => {
        const { rev } = RunHead.parse(head);
        return {
          kind: 'put',
          item: toItem({ ...head, request: requestOfHead(head), rev: rev + 1 }),
          when: { equals: { rev, request: null } },
        };
      });
    return { writes, rows: writes.length, next };
  },
};
