import { expect, test } from 'vitest';
import { tapd } from '../../../shared/plugins/tapd/plugin.ts';
import { envelope, samples, story } from './samples.ts';

const stream = (name: string) =>
  tapd.streams?.find((one) => one.name === name)?.bind({ connection: '1', scope: samples.scope, config: {} });
const queryOf = (target = '') => new URLSearchParams(target.split('?')[1]);
const first = (name: string, given: { since?: string; now: string }) => stream(name)?.first(given) ?? [];

test('changes are asked for day by day of China, from the beginning of the workspace', () => {
  const asked = first('story_changelogs', { now: '2026-09-03T17:00:00.000Z' });

  // The workspace was created half an hour after midnight in China, which is the day before in UTC.
  expect(asked.map(({ target }) => queryOf(target).get('created'))).toEqual([
    '2026-09-01',
    '2026-09-02',
    '2026-09-03',
    '2026-09-04',
  ]);
  expect(queryOf(asked[0]?.target).get('limit')).toBe('100');
  expect(queryOf(asked[0]?.target).get('order')).toBe('created asc');
});

test('what is asked for anew begins with the day of the cursor', () => {
  const given = { since: '2026-10-01T17:00:00Z', now: '2026-10-02T10:00:00.000Z' };

  expect(first('bug_changelogs', given).map(({ target }) => queryOf(target).get('created'))).toEqual(['2026-10-02']);
  expect(queryOf(first('stories', given)[0]?.target).get('modified')).toBe('>2026-10-02');
});

test('filters by time are exact to the day, so each cursor goes back by one', () => {
  const incremental = tapd.streams?.filter((one) => one.incremental === 'since') ?? [];

  expect(incremental.map(({ overlapSeconds }) => overlapSeconds)).toEqual(incremental.map(() => 86_400));
});

test('a list ends with the page that holds fewer rows than were asked for, as they were sent', () => {
  const page = (rows: readonly unknown[]) => {
    const request = first('stories', { now: '2026-10-02T10:00:00.000Z' })[0] ?? { target: '/', page: 1 };
    return stream('stories')?.open({ request, url: '', headers: {}, json: envelope(rows), link: () => undefined });
  };
  const full = Array.from({ length: 99 }, () => ({ Story: story }));

  // A row that cannot be read was sent all the same.
  expect(queryOf(page([...full, { Story: {} }])?.following()[0]?.target).get('page')).toBe('2');
  expect(page(full)?.following()).toEqual([]);
});

test('a workspace is written as its number', () => {
  expect(tapd.scope?.resolve('37469667').target).toBe('/workspaces/get_workspace_info?workspace_id=37469667');
  expect(() => tapd.scope?.resolve('checkout')).toThrow(/no TAPD workspace/);
});

test('workspaces are listed by the company, whose number has to be given', () => {
  expect(tapd.discover?.first('10104801')[0]?.target).toBe('/workspaces/projects?company_id=10104801');
  expect(() => tapd.discover?.first(undefined)).toThrow(/discover tapd:<company number>/);
  expect(tapd.discover?.read(envelope([{ Workspace: { id: 1, name: 'A' } }]))).toMatchObject([{ id: '1', name: '1' }]);
});

test('an account is known by its user and password, an application by its token', () => {
  expect(tapd.auth?.('user:password').authorization).toMatch(/^Basic /);
  expect(tapd.auth?.('token').authorization).toBe('Bearer token');
});

test('a page that is too large is asked for in halves from the same place on, down to 25 rows', () => {
  const target = '/stories?workspace_id=1&limit=100&page=3';
  const half = stream('stories')?.smaller({ target, page: 3 })?.target ?? '';
  const quarter = stream('stories')?.smaller({ target: half, page: 3 })?.target ?? '';

  expect([half, quarter].map((one) => [queryOf(one).get('limit'), queryOf(one).get('page')])).toEqual([
    ['50', '5'],
    ['25', '9'],
  ]);
  expect(stream('stories')?.smaller({ target: quarter, page: 3 })).toBeUndefined();
});

test('behind a smaller page the list goes on in that size', () => {
  const request = { target: '/stories?workspace_id=1&limit=50&page=5', page: 3 };
  const rows = Array.from({ length: 50 }, () => ({ Story: story }));
  const open = (json: unknown) =>
    stream('stories')?.open({ request, url: '', headers: {}, json, link: () => undefined });

  expect(open(envelope(rows))?.following()[0]?.target).toBe('/stories?workspace_id=1&limit=50&page=6');
  expect(open(envelope(rows.slice(1)))?.following()).toEqual([]);
});
