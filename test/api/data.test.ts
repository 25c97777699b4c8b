import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { TablePort } from '../../shared/pipeline/ports.ts';
import { refusal } from '../support/small-world.ts';
import { apiWorld, jsonOf } from './world.ts';

/** The API over what the vendor's seven things became. */
async function synced() {
  const world = apiWorld();
  await world.sync();
  return world;
}

const rowsOf = (text: string): readonly Record<string, unknown>[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

describe('data', () => {
  test('streams every row, one a line, in the fields and the order that were asked for', async () => {
    const { call } = await synced();

    const answer = await call('/data/issues?fields=title,id,due_date', { role: 'reader' });
    const text = await answer.text();
    const rows = rowsOf(text);

    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(answer.headers.get('x-data-as-of')).toMatch(/^20\d\d-.*Z$/);
    expect(text.endsWith('\n')).toBe(true);
    expect(rows).toHaveLength(7);
    for (const row of rows) expect(Object.keys(row)).toEqual(['title', 'id', 'due_date']);
    expect(rows).toContainEqual({ title: 'thing 3', id: 't:3', due_date: null });
  });

  test('is filtered by columns, of which several values may be given, and by when it was seen', async () => {
    const { call, ports } = await synced();
    const idsOf = async (query: string) =>
      rowsOf(await (await call(`/data/issues?fields=id&${query}`)).text()).map(({ id }) => id);

    expect((await idsOf('id=t:1,t:3')).toSorted()).toEqual(['t:1', 't:3']);
    expect((await idsOf('id=t:1&id=t:3&title=thing 3')).toSorted()).toEqual(['t:3']);
    expect(await idsOf('due_date=')).toHaveLength(7);
    expect(await idsOf('due_date=2026-01-01')).toEqual([]);
    const now = new Date(ports.clock.now()).toISOString();
    expect([await idsOf(`since=${now}`), (await idsOf(`until=${now}`)).length]).toEqual([[], 7]);
  });

  test('refuses, before the first byte, what there is not', async () => {
    const { call } = await synced();

    for (const [path, code, where] of [
      ['/data/issues?fields=id,statuss', 'unknown_field', ['fields', 1]],
      ['/data/issues?statuss=DONE', 'unknown_field', ['statuss']],
      ['/data/issues?fields=id,id', 'invalid_input', ['fields', 1]],
      ['/data/issues?since=yesterday', 'invalid_input', ['since']],
      ['/data/issues?due_date=2026', 'invalid_input', ['due_date']],
      ['/data/issues?format=xml', 'invalid_input', ['format']],
    ] as const) {
      const answer = await call(path);
      expect([answer.status, await jsonOf(answer)]).toMatchObject([400, { code, errors: [{ path: where }] }]);
    }
    expect((await call('/data/nothing')).status).toBe(404);
    expect((await call('/data/issues?scope=toy:elsewhere')).status).toBe(400);
  });

  test('page by page is what it is as a whole, and a cursor is good for its query only', async () => {
    const { call } = await synced();
    const whole = await (await call('/data/issue_labels?fields=issue_id,label_name')).text();
    const pages: string[] = [];
    let next: string | undefined = '/data/issue_labels?fields=issue_id,label_name&limit=3';
    let stolen = '';
    while (next !== undefined) {
      const answer: Response = await call(next);
      pages.push(await answer.text());
      const link: string | undefined = /<\/api\/v1([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1];
      if (link !== undefined) stolen = new URL(link, 'http://x').searchParams.get('cursor') ?? '';
      next = link;
    }

    expect(pages.join('')).toBe(whole);
    expect(pages.length).toBeGreaterThan(4);
    expect((await call(`/data/issue_labels?limit=3&cursor=${stolen}`)).status).toBe(400);
  });

  test('as CSV is quoted, and no cell is a formula', async () => {
    const world = apiWorld();
    world.answers['/here/things'] = [
      { id: 1, title: '=1+1', labels: [], at: '2026-01-01T00:00:00Z' },
      { id: 2, title: 'a "b", c\nd', labels: [], at: '2026-01-01T00:00:00Z' },
    ];
    await world.sync();

    const answer = await world.call('/data/issues?fields=id,title,due_date', { headers: { accept: 'text/csv' } });
    const [heading, ...lines] = (await answer.text()).split('\r\n');

    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(heading).toBe('id,title,due_date');
    expect(lines.toSorted()).toEqual(['', "t:1,'=1+1,", 't:2,"a ""b"", c\nd",']);
  });

  test('that cannot be read to its end breaks the connection, and ends with a last line only when it was asked for', async () => {
    const world = await synced();
    const queries = new Map<string, number>();
    const domain: TablePort = {
      ...world.ports.domain,
      query: (pk, range) => {
        queries.set(pk, (queries.get(pk) ?? 0) + 1);
        return (queries.get(pk) ?? 0) > 2
          ? Promise.reject(new Error('the disk is gone'))
          : world.ports.domain.query(pk, range);
      },
    };
    // So many that something is sent before it fails.
    world.answers['/here/things'] = Array.from({ length: 600 }, (_, i) => ({
      id: i + 1,
      title: 'x'.repeat(1_000),
      labels: [],
      at: '2026-01-09T00:00:00Z',
    }));
    await world.sync({ full: true });
    const broken = apiWorld({ ...world.ports, domain });

    const answer = await broken.call('/data/issues');
    await expect(answer.text()).rejects.toThrow();
    queries.clear();
    const packed = await broken.call('/data/issues', { headers: { 'accept-encoding': 'gzip' } });
    expect([packed.status, packed.headers.get('content-encoding')]).toEqual([200, 'gzip']);
    await expect(packed.arrayBuffer()).rejects.toThrow();
    const good = rowsOf(await (await world.call('/data/issues?fields=id&end=1')).text());
    expect(good.at(-1)).toEqual({ _end: true, rows: good.length - 1, cursor: expect.any(String) });
  });

  test('comes by its keys, upwards or downwards; what sorts otherwise is SQL', async () => {
    const { call } = await synced();
    const idsOf = async (query: string) =>
      rowsOf(await (await call(`/data/issues?fields=id&${query}`)).text()).map(({ id }) => id);
    const up = Array.from({ length: 7 }, (_, i) => `t:${i + 1}`);

    expect([await idsOf(''), await idsOf('order=id'), await idsOf('order=-id')]).toEqual([up, up, up.toReversed()]);
    const refused = await call('/data/issues?order=updated_date');
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('/sql')]);
  });

  test('that two owners hold comes once', async () => {
    const { call, ports } = await synced();
    const all = await Array.fromAsync(ports.domain.scan());
    const row = all.find(({ pk }) => pk.startsWith('issues|toy/'));
    const [table, , shard] = row?.pk.split('|') ?? [];
    await ports.domain.writeMany([{ ...row, pk: `${table}|people|${shard}`, sk: row?.sk ?? '' }]);

    const rows = rowsOf(await (await call('/data/issues?fields=id')).text());

    expect(rows).toHaveLength(7);
  });

  test('tells of persons only who may be told, and who asks for it', async () => {
    const { call } = await synced();
    const asked = async (path: string, role: 'reader' | 'operator') => {
      const answer = await call(path, { role });
      return { status: answer.status, text: await answer.text() };
    };
    const named = '/data/issues?fields=id,assignee_name';

    expect(await asked('/data/issues', 'operator')).toEqual(await asked('/data/issues', 'reader'));
    expect((await asked('/data/issues', 'operator')).text).not.toMatch(/assignee|creator/);
    expect(await asked(named, 'reader')).toEqual({
      status: 403,
      text: expect.stringContaining('assignee_name of issues'),
    });
    expect((await asked(named, 'operator')).status).toBe(200);
    expect((await asked('/data/issues?creator_name=ann', 'reader')).status).toBe(403);
    expect((await asked('/data/issues?fields=*', 'reader')).status).toBe(403);
    expect((await asked('/data/issues?fields=*', 'operator')).text).toMatch(/"assignee_name":null/);
    expect((await asked('/data/accounts', 'reader')).status).toBe(403);
    expect((await asked('/data/accounts', 'operator')).status).toBe(200);
    expect(await jsonOf(call('/data/issues/schema'))).toMatchObject({
      columns: expect.arrayContaining([
        expect.objectContaining({ name: 'assignee_name', person: true }),
        expect.objectContaining({ name: 'title', person: false }),
      ]),
    });
  });

  test('is packed for who takes gzip, and the same when it is unpacked', async () => {
    const { call } = await synced();
    const plain = await call('/data/issues');

    const packed = await call('/data/issues', { headers: { 'accept-encoding': 'br, gzip' } });
    const unwanted = await call('/data/issues', { headers: { 'accept-encoding': 'gzip;q=0, br' } });

    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe(await plain.text());
    expect([plain, unwanted].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, null]);
    expect(plain.headers.get('vary')).toMatch(/accept-encoding/);
    const json = await call('/openapi.json', { headers: { 'accept-encoding': 'gzip' } });
    expect(JSON.parse(gunzipSync(await json.arrayBuffer()).toString())).toMatchObject({ openapi: '3.1.0' });
  });

  test('asked for by HEAD is only told of', async () => {
    const { call } = await synced();

    const answer = await call('/data/issues', { method: 'HEAD' });

    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'application/x-ndjson; charset=utf-8',
      '',
    ]);
    expect((await call('/data/issues?fields=no', { method: 'HEAD' })).status).toBe(400);
  });

  test('is kept up with by what changed since, deletions included', async () => {
    const world = await synced();
    const read = async (since: string | undefined) => {
      const query = since === undefined ? '' : `&deleted=1&since=${since}`;
      const answer = await world.call(`/data/issues?fields=id,title${query}`);
      return { asOf: answer.headers.get('x-data-as-of') ?? '', rows: rowsOf(await answer.text()) };
    };
    const copy = new Map((await read(undefined)).rows.map((row) => [row.id, row.title]));
    const { asOf } = await read(undefined);
    world.answers['/here/things'] = [
      { id: 1, title: 'renamed', labels: [], at: '2026-02-01T00:00:00Z' },
      ...[2, 3, 4, 5, 6].map((id) => ({ id, title: `thing ${id}`, labels: [], at: `2026-01-0${id}T00:00:00Z` })),
    ];
    world.answers['/here/things/7'] = refusal({ kind: 'permanent', reason: '404' });
    await world.sync({ full: true, acceptDeletions: true });

    const changed = await read(asOf);
    for (const { id, title, deleted_at } of changed.rows)
      if (deleted_at === null) copy.set(id, title);
      else copy.delete(id);

    expect(changed.rows.length).toBeLessThan(7);
    expect(copy).toEqual(new Map((await read(undefined)).rows.map((row) => [row.id, row.title])));
    expect(copy.get('t:1')).toBe('renamed');
    expect(copy.has('t:7')).toBe(false);
  });

  test('goes on behind a cursor, for the caller that it was given to', async () => {
    const { call } = await synced();
    const first = await (await call('/data/issues?fields=id&limit=2&end=1')).text();
    const { cursor } = rowsOf(first).at(-1) ?? {};

    const rest = rowsOf(await (await call(`/data/issues?fields=id&end=1&cursor=${cursor}`)).text());

    expect(rest.map(({ id }) => id)).toEqual(['t:3', 't:4', 't:5', 't:6', 't:7', undefined]);
    expect((await call(`/data/issues?fields=id&cursor=${cursor}`, { role: 'reader' })).status).toBe(400);
    expect((await call(`/data/issues?fields=id&order=-id&cursor=${cursor}`)).status).toBe(400);
  });

  test('leads from a row to the JSON of the vendor', async () => {
    const { call } = await synced();

    const answer = await jsonOf(call('/data/issues/t%3A3/raw'));
    const label = await jsonOf(call('/data/issue_labels/t%3A3/raw'));

    expect(answer).toMatchObject({
      rows: [
        { table: 'issues', record: { id: 't:3' }, isDerived: false, source: { isIntact: true, element: { id: 3 } } },
      ],
    });
    expect(label).toMatchObject({ rows: [{ record: { label_name: 'a' } }, { record: { label_name: 'l0' } }] });
    expect((await call('/data/issues/t%3A99/raw')).status).toBe(404);
  });
});

describe('a table', () => {
  test('tells its columns, and until when its sources were read', async () => {
    const { call } = await synced();

    expect(await jsonOf(call('/tables/issues'))).toMatchObject({
      key: ['id'],
      completeness: expect.arrayContaining([expect.objectContaining({ scope: 'here', stream: 'things' })]),
    });
    expect(await jsonOf(call('/data/issue_labels/schema'))).toMatchObject({ key: ['issue_id', 'label_name'] });
  });
});
