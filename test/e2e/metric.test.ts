import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { projectMapping, projects } from '../../shared/domain/crossdomain.ts';
import { organisation } from '../metrics/organisation.ts';
import { rowsOf } from '../support/lake-of-rows.ts';
import { fillStore, storedRow } from '../support/lake-store.ts';
import { plant } from '../support/orchard.ts';
import { linesOf, sluice, temporaryFolder } from '../support/sluice.ts';

const folder = temporaryFolder();
beforeAll(() =>
  fillStore(
    folder.path,
    organisation.map((each) => storedRow(each)),
  ),
);
afterAll(() => folder[Symbol.dispose]());
const metric = (...given: readonly string[]) =>
  sluice(['metric', ...given, '--store', folder.path, '--zone', 'Europe/Berlin']);
const march = ['--project', 'Shop', '--from', '2026-03-01', '--to', '2026-03-31'] as const;

describe('sluice metric', () => {
  it('prints a group as tables, with how sure each number is', async () => {
    const { code, out } = await metric('dora', '--by', 'month', ...march);

    expect(code).toBe(0);
    expect(linesOf(out).map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      'Change failure rate (dora.change_failure_rate)',
      'bucket rate (%) failed (deployments) deployments level_2023 level_2021',
      '2026-03 33.33 1 3 low low provisional',
      'as of unknown',
      'Deployment frequency (dora.deployment_frequency)',
      'bucket deployments deployment_days week_median (days) month_median (days) six_months (days) level_2023 level_2021',
      '2026-03 3 3 0 3 3 medium high provisional',
      'as of unknown',
      'Lead time for changes (dora.lead_time)',
      'bucket cycle (min) coding (min) pickup (min) review (min) deploy (min) pull_requests level_2023 level_2021',
      '2026-03 1,500 30 15 45 1,080 3 high high provisional',
      'as of unknown',
      'Failed deployment recovery time (2023) (dora.recovery_time)',
      'bucket median (min) incidents level_2023',
      '2026-03 270 2 high provisional',
      'as of unknown',
      'Time to restore service (2021) (dora.restore_time)',
      'bucket median (min) incidents level_2021',
      '2026-03 600 3 high provisional',
      'as of unknown',
    ]);
  });

  it('prints CSV and JSON', async () => {
    const [csv, json] = await Promise.all(
      ['--csv', '--json'].map((format) => metric('flow.entered', '--by', 'month', format, ...march)),
    );
    const span = '2026-02-28T23:00:00.000Z,2026-03-31T22:00:00.000Z';

    expect(linesOf(csv?.out ?? '')).toEqual([
      'metric,bucket,start,end,state,items,finality,as_of',
      `flow.entered,2026-03,${span},TODO,12,provisional,`,
      `flow.entered,2026-03,${span},IN_PROGRESS,11,provisional,`,
      `flow.entered,2026-03,${span},DONE,9,provisional,`,
    ]);
    expect(linesOf(json?.out ?? '').map((line) => JSON.parse(line).items)).toEqual([12, 11, 9]);
  });

  it('says why there is nothing, and where it ends', async () => {
    const { out } = await metric('dora.lead_time', '--project', 'Other', '--from', '2026-03-01', '--to', '2026-03-31');

    expect(
      linesOf(out)
        .slice(3)
        .map((line) => line.trim().replaceAll(/ +/g, ' ')),
    ).toEqual([
      'as of unknown',
      'repositories mapped to the project 1',
      'production deployments 1',
      'commits of these with a predecessor 0 ← here it ends',
      'pull requests merged 1',
      'of these with a merge commit 1',
      'of these found between two deployments 0',
      'of these linked to a production deployment 0',
      'of these deployed in the range 0',
    ]);
  });

  it('takes states of the flow', async () => {
    const { out } = await metric('flow.entered', '--by', 'month', '--states', 'TODO,DONE', '--json', ...march);

    expect(linesOf(out).map((line) => JSON.parse(line).items)).toEqual([12, 9]);
  });

  it('lists what there is', async () => {
    const { out } = await metric('--list', '--json');

    expect(linesOf(out).map((line) => JSON.parse(line).name)).toContain('dora.lead_time');
  });

  it.each([
    [['dara', '--project', 'Shop'], 'there is no metric "dara"; sluice metric --list says which there are'],
    [['dora', '--project', 'Shoop'], 'there is no project "Shoop"; there is: Empty, Other, Shop'],
    [['dora'], 'give --project; there is: Empty, Other, Shop'],
    [['dora', '--project', 'Shop', '--zone', 'Mars'], 'there is no time zone "Mars"'],
    [['dora', ...march, '--to', '2026-02-01'], '--from 2026-03-01 is later than --to 2026-02-01'],
    [['dora', '--project', 'Shop', '--from', '2026-02-30'], '--from "2026-02-30" is no date'],
    [['pr.size', '--project', 'Shop', '--split', 'author'], 'pr.size has no tag "author"; there is: type, component'],
    [['pr.size', ...march, '--json', '--csv'], 'cannot be used with option'],
  ])('refuses %j in one line', async (given, message) => {
    const { code, out, err } = await sluice(['metric', '--store', folder.path, ...given]);

    expect([code, out, linesOf(err).length]).toEqual([2, '', 1]);
    expect(err).toContain(message);
  });
});

test('a number is as of the least cursor of what is mapped', async () => {
  await using orchard = await plant();
  await orchard.sync();
  const [board] = linesOf((await orchard.call('data', 'boards')).out).map((line) => JSON.parse(line));
  const mapped = [
    ...rowsOf(projects, ['name'], ['Orchard']),
    ...rowsOf(projectMapping, ['projectName', 'table', 'rowId'], ['Orchard', 'boards', board.id]),
  ];
  await fillStore(
    orchard.store,
    mapped.map((each) => storedRow(each, { owner: 'project' })),
  );

  const call = (from: string, to: string) =>
    orchard.call('metric', 'issue.created', '--project', 'Orchard', '--json', '--from', from, '--to', to);
  const [past] = linesOf((await call('2020-01-01', '2020-01-01')).out).map((line) => JSON.parse(line));
  const today = new Date().toISOString().slice(0, 10);
  const [present] = linesOf((await call(today, today)).out).map((line) => JSON.parse(line));

  expect(past).toMatchObject({ finality: 'final', as_of: expect.stringMatching(/^\d{4}-.*Z$/) });
  expect(present.finality).toBe('provisional');
});
