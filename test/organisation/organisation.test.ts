import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf, sluice, temporaryFolder } from '../support/sluice.ts';
import { startVendors } from './vendors.ts';

/** Each number below is derived line by line in README.md beside this file. */
const june = ['--project', 'Shop', '--from', '2026-06-01', '--to', '2026-06-30'] as const;
const folder = temporaryFolder();
const store = join(folder.path, 'store');
let vendors: Awaited<ReturnType<typeof startVendors>>;

const call = (...given: readonly string[]) => sluice([...given, '--store', store], vendors.environment);
const rows = async (...given: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const { code, out, err } = await call(...given, '--json');
  expect([code, err]).toEqual([0, '']);
  return linesOf(out).map((line) => JSON.parse(line));
};

// Two processes that collect from two vendors, on a machine that may be busy.
const PATIENCE = 300_000;
beforeAll(async () => {
  vendors = await startVendors();
  const product = await call('project', 'set', 'Shop', 'github:acme/shop', 'jira:7');
  const synced = await call('sync', 'github:acme/shop', 'jira:7', '--json');
  expect([product.err, synced.err, product.code, synced.code]).toEqual(['', '', 0, 0]);
}, PATIENCE);
afterAll(async () => {
  await vendors[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

describe('the small organisation, from its vendors to its numbers', { timeout: PATIENCE }, () => {
  it('has the four keys of DORA that were computed by hand', async () => {
    const dora = await rows('metric', 'dora', '--by', 'month', ...june);

    const of = (name: string) => dora.filter(({ metric }) => metric === name);
    expect(dora).toHaveLength(5);
    expect(of('dora.deployment_frequency')).toMatchObject([
      {
        bucket: '2026-06',
        deployments: 3,
        deployment_days: 3,
        week_median: 1,
        month_median: 3,
        level_2023: 'high',
        level_2021: 'high',
      },
    ]);
    expect(of('dora.lead_time')).toMatchObject([
      { cycle: 2940, coding: 90, pickup: 76, review: 225, deploy: 1440, pull_requests: 3, level_2023: 'high' },
    ]);
    expect(of('dora.change_failure_rate')).toMatchObject([{ failed: 2, deployments: 3, level_2023: 'low' }]);
    expect(of('dora.change_failure_rate').map(({ rate }) => Math.round(Number(rate) * 100))).toEqual([6667]);
    expect(of('dora.recovery_time')).toMatchObject([{ median: 1560, incidents: 2, level_2023: 'medium' }]);
    expect(of('dora.restore_time')).toMatchObject([{ median: 210, incidents: 2, level_2021: 'high' }]);
  });

  it('has the parts of each pull request', async () => {
    const parts = await rows(
      'sql',
      `select pull_request_key, pr_coding_time, pr_pickup_time, pr_review_time, pr_deploy_time, pr_cycle_time
       from project_pr_metrics m join pull_requests p on p.id = m.id where project_name = 'Shop' order by 1`,
    );

    expect(parts.map((part) => Object.values(part))).toEqual([
      [11, 1500, 261, 1300, 7020, 10_080],
      [12, 90, 76, 225, 1080, 1470],
      [13, null, null, null, 1440, 2940],
      [14, 1440, null, null, null, 3000],
    ]);
  });

  it('has as many items entered and present at the end of each day', async () => {
    expect(await flow('flow.entered')).toEqual(
      days({
        1: '2 0 0',
        2: '4 1 0',
        3: '5 3 1',
        4: '6 4 2',
        5: '7 4 2',
        8: '8 5 2',
        9: '9 5 3',
        10: '10 7 5',
        11: '10 7 6',
        12: '10 8 7',
        22: '11 9 7',
        23: '12 10 7',
        24: '13 10 8',
        25: '13 12 10',
      }),
    );
    expect(await flow('flow.snapshot')).toEqual(
      days({
        1: '2 0 0',
        2: '3 1 0',
        3: '2 2 1',
        4: '2 2 2',
        5: '4 1 2',
        8: '4 2 2',
        9: '4 2 3',
        10: '3 2 5',
        12: '2 1 7',
        22: '2 2 7',
        23: '2 3 7',
        24: '3 2 8',
        25: '1 2 10',
        26: '2 2 9',
      }),
    );
  });

  it('answers one query over issues of Jira and of GitHub in one vocabulary, with what they are called there', async () => {
    const found = await rows(
      'sql',
      `select issue_key, type, status, original_status from issues
       where issue_key in ('SHOP-4', 'SHOP-5', 'SHOP-10', '1', '3') order by status, issue_key`,
    );
    const open = await rows('sql', "select count(*) as open from issues where status <> 'DONE'");

    expect(found.map((row) => Object.values(row))).toEqual([
      ['1', 'INCIDENT', 'DONE', 'closed'],
      ['SHOP-4', 'STORY', 'DONE', 'Done'],
      ['SHOP-10', 'STORY', 'IN_PROGRESS', 'In Progress'],
      ['3', 'BUG', 'TODO', 'open'],
      ['SHOP-5', 'STORY', 'TODO', 'Open'],
    ]);
    // SHOP-5, SHOP-7, SHOP-10 and #3.
    expect(open).toEqual([{ open: 4 }]);
  });

  it('leads from a number to the rows behind it, and from these to what the vendors sent', async () => {
    const [lead] = await rows('metric', 'dora.lead_time', '--by', 'month', ...june);
    const behind = await rows(
      'sql',
      `select id, project_name from project_pr_metrics where pr_cycle_time = ${lead?.cycle}`,
    );
    const [{ id = '', project_name: product = '' } = {}] = behind;

    const [found] = await rows('raw', 'project_pr_metrics', String(id), String(product));
    const body = await call('raw', 'pull_requests', String(id), '--body');

    expect(behind).toEqual([{ id: 'github:GithubPullRequest:github:5013', project_name: 'Shop' }]);
    expect(found).toMatchObject({
      derived: true,
      source: null,
      made_of: [
        {
          table: 'pull_requests',
          source: {
            plugin: 'github',
            stream: 'pull_requests',
            status: 200,
            intact: true,
            // 25 h from here to there, and 24 h to the deployment: 2,940 min.
            element: { number: 13, created_at: '2026-06-22T09:00:00Z', merged_at: '2026-06-23T10:00:00Z' },
          },
        },
        {
          table: 'cicd_deployment_commits',
          row: { finished_date: '2026-06-24T10:00:00.000Z' },
          source: { stream: 'deployments', element: { id: 305, environment: 'production' } },
        },
      ],
    });
    expect(JSON.parse(body.out)).toHaveLength(4);
  });

  it('tells people where a row comes from, and that there is none', async () => {
    const pull = await call('raw', 'pull_requests', 'github:GithubPullRequest:github:5013');
    const none = await call('raw', 'pull_requests', 'github:GithubPullRequest:github:1');

    expect(linesOf(pull.out).slice(0, 4)).toEqual([
      'pull_requests  github:GithubPullRequest:github:5013 · github:GithubRepo:github:77 · github:GithubRepo:github:77',
      expect.stringMatching(/^from http:.*\/repos\/acme\/shop\/pulls\?.* \(pull_requests, 200, \d{4}-.*Z\)$/),
      expect.stringMatching(/^in raw\/github\/github\/77\/pull_requests\/run-.*\.ndjson\.zst#\d+#2$/),
      '{',
    ]);
    expect(linesOf(pull.out)).toContain('  "number": 13,');
    expect([none.code, none.out]).toEqual([1, '']);
    expect(none.err).toContain('there is no row of pull_requests with id "github:GithubPullRequest:github:1"');
  });

  it('leads from an interval of a status to the issue and the change that began it', async () => {
    const [found] = await rows(
      'raw',
      'issue_status_history',
      'jira:JiraIssue:jira:10002',
      'Open',
      '2026-06-05T16:00:00.000Z',
    );

    expect(found).toMatchObject({
      table: 'issue_status_history',
      derived: true,
      row: { status: 'TODO', original_status: 'Open', status_time_minutes: 3 * 1440 + 17 * 60 },
      made_of: [
        { table: 'issues', source: { plugin: 'jira', element: { key: 'SHOP-2' } } },
        { table: 'issue_changelogs', row: { original_to_value: 'Open' }, source: { element: { key: 'SHOP-2' } } },
        { table: 'issue_changelogs', row: { original_to_value: 'In Progress' } },
      ],
    });
  });
});

/** By day: items in TODO, IN_PROGRESS and DONE. */
async function flow(name: string): Promise<readonly string[]> {
  const found = await rows('metric', name, '--by', 'day', ...june);
  const by = Map.groupBy(found, ({ bucket }) => String(bucket));
  return [...by].map(([day, states]) => `${day} ${states.map(({ items }) => items).join(' ')}`);
}

/** Every day of June: a day that is left out is as the one before it. */
function days(told: Readonly<Record<number, string>>): readonly string[] {
  let last = '';
  return Array.from({ length: 30 }, (_, index) => {
    last = told[index + 1] ?? last;
    return `2026-06-${String(index + 1).padStart(2, '0')} ${last}`;
  });
}
