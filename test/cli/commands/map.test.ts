import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type MapArguments, map } from '../../../cli/commands/map.ts';
import { plugins } from '../../../shared/plugins/index.ts';
import { issue, pull, repository } from '../../plugins/github/samples.ts';
import { memoryStreams } from '../../support/memory-streams.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-map-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, json: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(json));
  return path;
};
const scope = file('scope.json', repository);

async function run(given: MapArguments, lines: readonly string[] = []) {
  const io = memoryStreams(lines.map((line) => `${line}\n`));
  const code = await map(given, io.streams);
  const printed = io.out().split('\n').slice(0, -1);
  const rows: Record<string, unknown>[] = printed.map((line) => JSON.parse(line));
  return { code, rows, errors: io.errors() };
}

const issues: MapArguments = { plugin: 'github', stream: 'issues', scope };
const text = JSON.stringify(issue);

describe('sluice map', () => {
  it.each([
    ['an object of the API', text],
    ['a list of them', `[${text}]`],
    ['a stored page', JSON.stringify({ request: { target: '/x', page: 1 }, url: '', headers: {}, body: `[${text}]` })],
    ['a recorded row', JSON.stringify({ url: '', params: { any: 1 }, input: null, data: issue })],
  ])('reads %s', async (_, line) => {
    const { code, rows } = await run(issues, [line]);

    expect(code).toBe(0);
    expect(rows[0]).toMatchObject({ table: 'issues', id: 'github:GithubIssue:1:100', lead_time_minutes: 1441 });
  });

  it('prints the table first, then every column in snake_case, null where absent', async () => {
    const { rows } = await run({ ...issues, connection: 'acme' }, [text]);

    expect(Object.keys(rows[0] ?? {}).slice(0, 3)).toEqual(['table', 'id', 'url']);
    expect(rows[0]).toMatchObject({ id: 'github:GithubIssue:acme:100', epic_key: null });
  });

  it('names the line and the reason of what it cannot map, maps the rest, and ends with 1', async () => {
    const { code, rows, errors } = await run(issues, [text, '{"id":', '', '{"id":7}', '7']);

    expect(code).toBe(1);
    expect(rows.length).toBeGreaterThan(0);
    expect(errors).toMatch(/^line 2: not JSON: .*\nline 4: number: .*\nline 5: the record: .*\n$/);
  });

  it('prints a row once, however often it comes', async () => {
    const { rows } = await run(issues, [text, text]);

    expect(rows.filter((row) => row.table === 'issues')).toHaveLength(1);
  });

  it('maps under the scope config that is given, and under the proposed one otherwise', async () => {
    const { rows: proposed } = await run(issues, [text]);
    const { rows: given } = await run({ ...issues, config: file('config.json', { issueTypeBug: 'x' }) }, [text]);

    expect([proposed[0]?.type, given[0]?.type]).toEqual(['BUG', null]);
  });

  it.each<[string, MapArguments, RegExp]>([
    ['no plugin', {}, /name a plugin and a stream/],
    ['an unknown plugin', { ...issues, plugin: 'none' }, /no plugin "none"; there is github/],
    ['an unknown stream', { ...issues, stream: 'none' }, /no stream "none"; it has repository/],
    ['no scope', { plugin: 'github', stream: 'issues' }, /give the scope/],
    ['a scope that is none', { ...issues, scope: file('none.json', {}) }, /describes no GitHub repository/],
    ['a scope file that is missing', { ...issues, scope: join(folder, 'missing') }, /missing cannot be read/],
    ['a bad pattern', { ...issues, config: file('bad.json', { issueTypeBug: '(' }) }, /refused at issueTypeBug/],
    ['an unknown key', { ...issues, config: file('key.json', { issueTypeBgu: '' }) }, /issueTypeBgu/],
    ['a folder that is no case', { case: folder }, /case.json cannot be read/],
  ])('refuses %s in one line', async (_, given, reason) => {
    const { code, rows, errors } = await run(given, [text]);

    expect([code, rows]).toEqual([1, []]);
    expect(errors).toMatch(reason);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });
});

describe('sluice map --case', () => {
  const PARAMS = { ConnectionId: 3, Name: 'octo/hello' };
  const recorded = (data: unknown, params: unknown = PARAMS) => JSON.stringify({ url: '', params, input: null, data });

  function caseFolder(name: string, plugin: string, raw: Readonly<Record<string, readonly string[]>>): string {
    const path = join(folder, name);
    mkdirSync(join(path, 'raw'), { recursive: true });
    const streams = Object.fromEntries(Object.keys(raw).map((stream) => [stream, {}]));
    writeFileSync(join(path, 'case.json'), JSON.stringify({ plugin, case: name, streams, tables: {} }));
    const config = { connection: { id: 3 }, scope: repository, rawParams: PARAMS, scopeConfig: { refdiff: {} } };
    writeFileSync(join(path, 'config.json'), JSON.stringify(config));
    for (const [stream, lines] of Object.entries(raw))
      writeFileSync(join(path, 'raw', `${stream}.ndjson`), lines.join('\n'));
    return path;
  }

  it('takes only rows of its scope, whatever the order of their params, and of an object the last version', async () => {
    const path = caseFolder('issues', 'github', {
      issues: [
        recorded(
          { ...issue, title: 'new', updated_at: '2021-01-01T00:00:00Z' },
          { Name: 'octo/hello', ConnectionId: 3 },
        ),
        recorded({ ...issue, title: 'old' }),
        recorded({ ...issue, id: 101 }, { ...PARAMS, ConnectionId: 4 }),
        JSON.stringify({ url: '', params: null, params_text: '{', input: null, data: { ...issue, id: 102 } }),
      ],
    });

    const { code, rows } = await run({ case: path });

    const found = rows.filter((row) => row.table === 'issues').map((row) => [row.id, row.title]);
    expect([code, found]).toEqual([0, [['github:GithubIssue:3:100', 'new']]]);
  });

  it('looks up in every stream of the case, whatever their order', async () => {
    const comment = {
      id: 1,
      issue_url: 'https://api.github.com/repos/octo/hello/issues/2',
      html_url: 'https://github.com/octo/hello/pull/2#issuecomment-1',
      created_at: '2020-01-01T00:00:00Z',
    };
    const path = caseFolder('comments', 'github', {
      issue_comments: [recorded(comment)],
      pull_requests: [recorded(pull)],
    });

    const { rows } = await run({ case: path });

    expect(rows).toContainEqual(expect.objectContaining({ pull_request_id: 'github:GithubPullRequest:3:200' }));
  });

  it('reads streams under the names that recordings give them, with what they were asked for', async () => {
    const review = { id: 1, user: { id: 8, login: 'bob' }, state: 'APPROVED', submitted_at: '2020-01-02T00:00:00Z' };
    const path = caseFolder('recorded', 'github', {
      reviews: [JSON.stringify({ url: '', params: PARAMS, input: { GithubId: 200, Number: 2 }, data: review })],
    });

    const { code, rows } = await run({ case: path });

    expect(code).toBe(0);
    expect(rows).toContainEqual(
      expect.objectContaining({ table: 'pull_request_comments', pull_request_id: 'github:GithubPullRequest:3:200' }),
    );
  });

  it('takes keys of a mapping that are null or empty for ones that were never set', async () => {
    const path = caseFolder('unset', 'jira', { statuses: [] });
    const scopeConfig = { epicKeyField: '', storyPointField: null, remotelinkCommitShaPattern: null, entities: null };
    const board = { kind: 'board', id: 8, name: 'Team' };
    writeFileSync(join(path, 'config.json'), JSON.stringify({ connection: { id: 3 }, scope: board, scopeConfig }));

    expect(await run({ case: path })).toEqual({ code: 0, rows: [], errors: '' });
  });

  it('says where a row is that it cannot map', async () => {
    const { code, errors } = await run({ case: caseFolder('bad', 'github', { issues: [recorded(7)] }) });

    expect([code, errors]).toEqual([1, expect.stringMatching(/^raw\/issues.ndjson line 1: /)]);
  });

  it('maps what it knows, and names the streams that the plugin does not have', async () => {
    const path = caseFolder('more', 'github', { issues: [recorded(issue)], wishes: ['{}'] });

    const { code, rows, errors } = await run({ case: path });

    expect(rows.length).toBeGreaterThan(0);
    expect([code, errors]).toEqual([1, 'wishes: github has no stream of this name\n']);
  });

  it('of a plugin that does not exist says so', async () => {
    const { code, errors } = await run({ case: caseFolder('other', 'nowhere', {}) });

    expect([code, errors]).toEqual([1, `there is no plugin "nowhere"; there is ${[...plugins.keys()].join(', ')}\n`]);
  });
});
