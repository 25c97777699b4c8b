import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLake } from '../../cli/open-lake.ts';
import { makeSample } from '../../cli/sample.ts';
import type { RunReport } from '../../shared/contract/run.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { systemChance, systemClock } from '../../shared/local/system-clock.ts';
import { bucketsOf } from '../../shared/metrics/buckets.ts';
import { measure } from '../../shared/metrics/measure.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { lineageOf } from '../../shared/pipeline/lineage.ts';
import { preview } from '../../shared/pipeline/preview.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { columns } from '../../shared/sample/work.ts';
import { temporaryFolder } from '../support/sluice.ts';

const until = Date.UTC(2026, 9, 31, 12);
const folder = temporaryFolder();
let report: RunReport;

beforeAll(async () => {
  report = await makeSample(folder.path, until);
});
afterAll(() => folder[Symbol.dispose]());

describe('the store of the sample', () => {
  it('is made by a run of the pipeline that asks nobody and leaves nothing out', () => {
    const counts = Object.values(report.totals.streams);

    expect(report.state).toBe('completed');
    expect(counts.reduce((sum, { requests }) => sum + requests, 0)).toBe(0);
    expect(counts.reduce((sum, { quarantined }) => sum + quarantined, 0)).toBe(0);
    expect(counts.reduce((sum, { written }) => sum + written, 0)).toBeGreaterThan(20_000);
  });

  it('holds only what is called sample', async () => {
    const store = openStore(folder.path, 'read');
    try {
      const owners = store.partitions().flatMap(({ pk }) => pk.split('|')[1] ?? []);

      expect(owners.filter((owner) => !owner.includes('/sample') && !owner.startsWith('project/'))).toEqual([]);
    } finally {
      store.close();
    }
  });

  it('leads from an issue to the JSON that the vendor would have sent', async () => {
    const store = openStore(folder.path, 'read');
    try {
      const [found] = await lineageOf(
        { plugins, table: store.control, domain: store.domain, objects: store.objects },
        'issues',
        ['jira:JiraIssue:sample:1100001'],
      );

      expect(found?.source).toMatchObject({ element: { key: 'SHOP-1' } });
    } finally {
      store.close();
    }
  });

  it('shows what another mapping would make of stored pages, asking nobody', async () => {
    const store = openStore(folder.path, 'read');
    const refuse = async (): Promise<never> => {
      throw new Error('the vendor was asked');
    };
    const github = plugins.get('github');
    if (!github) throw new Error('there is no plugin of GitHub');
    try {
      const samples = await preview(
        {
          ...{ plugins, table: store.control, objects: store.objects, clock: systemClock, chance: systemChance },
          vendor: { ask: refuse, tokens: refuse },
        },
        {
          plugin: github,
          connection: 'sample',
          reach: refuse,
          ...{ name: 'acme/mobile-app', stream: 'issues', config: { issueTypeBug: '^feature$' }, limit: 5 },
        },
      );
      const types = samples.map(({ raw, records, problems }) => ({
        isFeature: JSON.stringify(raw).includes('"feature"'),
        isBug: records.some(({ table, record }) => table === 'issues' && record.type === 'BUG'),
        problems,
      }));

      expect(types).toHaveLength(5);
      expect(types.filter(({ isFeature }) => isFeature).length).toBeGreaterThan(0);
      expect(types.filter(({ isFeature, isBug, problems }) => isFeature !== isBug || problems.length > 0)).toEqual([]);
    } finally {
      store.close();
    }
  });

  it('puts the incidents of every product down to deployments', async () => {
    const lake = await openLake(folder.path);
    try {
      const linked = await lake.query(
        'SELECT project_name FROM project_incident_deployment_relationships WHERE deployment_id IS NOT NULL GROUP BY 1 ORDER BY 1',
      );

      expect(linked.map((found) => found.project_name)).toEqual(['Catalog', 'Checkout', 'Mobile app']);
    } finally {
      lake.close();
    }
  });

  it('has data for every metric', async () => {
    const definitions = readDefinitions();
    const lake = await openLake(folder.path);
    try {
      const range = { from: '2025-11-01', to: '2026-10-30', zone: 'UTC' };
      const buckets = bucketsOf({ ...range, by: 'month' });
      const question = { buckets, days: bucketsOf({ ...range, by: 'day' }), zone: 'UTC', now: until, states: columns };
      const empty = new Set(definitions.metrics.keys());
      for (const project of ['Checkout', 'Catalog', 'Mobile app'])
        for (const metric of [...definitions.metrics.values()].filter(({ name }) => empty.has(name))) {
          const { rows } = await measure(lake, definitions, metric, { ...question, project });
          if (rows.some(({ values }) => Object.values(values).some((value) => value !== null && value !== 0)))
            empty.delete(metric.name);
        }

      expect([...empty]).toEqual([]);
    } finally {
      lake.close();
    }
  });
});
