import { expect, test } from 'vitest';
import { apiWorld } from './world.ts';

/** A deployed API: what is large goes somewhere else. */
async function deployed(issues: number, longest = 200) {
  const put: string[] = [];
  const spool = async (chunks: AsyncIterable<Uint8Array>, type: string) => {
    let text = '';
    for await (const chunk of chunks) text += new TextDecoder().decode(chunk);
    put.push(type, text);
    return 'https://bucket.example/answers/1?signed';
  };
  const world = apiWorld({ spool });
  world.answers['/here/things'] = Array.from({ length: issues }, (_, i) => ({
    id: i + 1,
    title: 'x'.repeat(longest),
    labels: [],
    at: '2026-01-09T00:00:00Z',
  }));
  await world.sync();
  return { ...world, put };
}

test('a small answer of a function is the answer', async () => {
  const { call, put } = await deployed(5);

  const answer = await call('/data/issues?fields=id');

  expect([answer.status, (await answer.text()).split('\n').length - 1, put]).toEqual([200, 5, []]);
});

test('a large answer of a function leads to an object that holds all of it', async () => {
  const { call, put } = await deployed(60, 100_000);

  const answer = await call('/data/issues?fields=id,title');

  expect([answer.status, answer.headers.get('location')]).toEqual([303, 'https://bucket.example/answers/1?signed']);
  const [type, text = ''] = put;
  const rows = text.split('\n').slice(0, -1);
  expect(type).toBe('application/x-ndjson; charset=utf-8');
  expect(new Set(rows.map((row) => JSON.parse(row).id)).size).toBe(60);
});

test('who may not be led elsewhere is told where the answer lies, and is answered as ever where it is small', async () => {
  const { call, put } = await deployed(60, 100_000);
  const headers = { prefer: 'location' };

  const large = await call('/data/issues?fields=id,title', { headers });
  const small = await call('/data/issues?fields=id', { headers });

  expect([large.status, large.headers.get('location'), await large.json()]).toEqual([
    200,
    null,
    { location: 'https://bucket.example/answers/1?signed' },
  ]);
  expect(large.headers.get('preference-applied')).toBe('location');
  expect([small.status, small.headers.has('preference-applied')]).toEqual([200, false]);
  expect(put).toHaveLength(2);
});

test('an answer that cannot be written to its end is a failure, not a part', async () => {
  const { ports } = await deployed(60, 100_000);
  const { call } = apiWorld({
    ...ports,
    spool: async () => {
      throw new Error('the bucket is gone');
    },
  });

  expect((await call('/data/issues')).status).toBe(500);
});
