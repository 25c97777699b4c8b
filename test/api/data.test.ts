import { describe, expect, test } from 'vitest';
import type { TablePort } from '../../shared/pipeline/ports.ts';
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

    for (const [path, status, where] of [
      ['/data/issues?fields=id,statuss', 400, ['fields', 1]],
      ['/data/issues?statuss=DONE', 400, ['statuss']],
      ['/data/issues?since=yesterday', 400, ['since']],
      ['/data/issues?format=xml', 400, ['format']],
    ] as const) {
      const answer = await call(path);
      expect([answer.status, await jsonOf(answer)]).toMatchObject([status, { errors: [{ path: where }] }]);
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
