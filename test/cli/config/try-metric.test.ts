import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tryMetrics } from '../../../cli/config/try-metric.ts';
import { readDefinitions } from '../../../shared/metrics/read-definitions.ts';
import { callHere } from '../../support/call-here.ts';
import { linesOf, temporaryFolder } from '../../support/sluice.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder[Symbol.dispose]());

const apply = async (sql: string, more: readonly string[] = []) => {
  const file = join(folder.path, 'sluice.yaml');
  writeFileSync(
    file,
    `version: 1
metrics:
  shop.merged:
    title: Merged
    means: how many were merged
    needs: repos
    values: [merged count]
    sql: ${sql}
`,
  );
  return callHere(['apply', '-f', file, '--store', join(folder.path, 'store'), ...more], { HOME: folder.path });
};
const flawOf = async (sql: string): Promise<string> => {
  const { code, out, err } = await apply(sql);
  expect([code, out, linesOf(err)[0]]).toEqual([2, '', expect.stringContaining('cannot be used, nothing was changed')]);
  return (linesOf(err)[1] ?? '').replace(/^.*sluice\.yaml:/, '');
};

describe('a metric of one’s own is tried before it is kept', () => {
  it('and refused with the line and the column in the file', async () => {
    expect(await flawOf('|\n      SELECT bucket, count(*) AS merged\n      FROM buckets GRUP BY bucket')).toMatch(
      /^10:25: metrics\.shop\.merged\.sql: SQL: Parser Error: syntax error at or near "BY"/,
    );
    expect(
      await flawOf(
        '|\n      SELECT bucket,\n        count(nonsense) AS merged FROM product_prs, buckets\n      GROUP BY bucket',
      ),
    ).toMatch(/^10:15: .*column "nonsense" not found/i);
    expect(await flawOf('SELECT bucket, count(*) AS merged FROM nowhere GROUP BY bucket')).toMatch(
      /^8:\d+: .*nowhere does not exist/,
    );
  });

  it('and refused where a value is no column, or a bucket has several', async () => {
    expect(await flawOf('SELECT bucket, count(*) AS n FROM buckets GROUP BY bucket')).toBe(
      '8:10: metrics.shop.merged.sql: it answers bucket, n, and not merged: each of bucket, series, tags and values is a column',
    );
    expect(
      await flawOf(
        'SELECT bucket, additions AS merged FROM buckets JOIN product_prs ON merged_date >= starts AND merged_date < ends',
      ),
    ).toBe('8:10: metrics.shop.merged.sql: it answers several rows for one bucket: GROUP BY them');
  });

  it('and kept where it is good; what is kept already is not tried again', async () => {
    const good =
      '|\n      SELECT bucket, count(p.id) AS merged\n      FROM buckets LEFT JOIN product_prs p ON merged_date >= starts AND merged_date < ends\n      GROUP BY bucket';

    expect(await apply(good)).toMatchObject({ code: 0, err: '' });
    expect((await apply(good)).out).toBe('nothing differs\n');
  });

  it('as each that comes with Sluice would be kept', async () => {
    const { metrics } = readDefinitions();

    expect(await tryMetrics([...metrics.values()], [])).toEqual(new Map());
    expect(metrics.size).toBeGreaterThan(50);
  });
});
