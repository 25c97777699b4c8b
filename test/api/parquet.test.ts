import { expect, test } from 'vitest';
import { apiWorld, jsonOf } from './world.ts';

const URLLIB = { 'user-agent': 'Python-urllib/3.11' };
const LARGE = 5 * 1024 * 1024;

/** An API that writes files of so many bytes; `let go` tells that one is read, or that nobody reads it. */
function writing(bytes: number) {
  const told: string[] = [];
  const parquet = async (select: string) => {
    told.push(select);
    const chunks = (async function* () {
      try {
        for (let left = bytes; left > 0; left -= 1024 * 1024) yield new Uint8Array(Math.min(left, 1024 * 1024));
      } finally {
        told.push('let go');
      }
    })();
    return { bytes, chunks };
  };
  const spool = async (chunks: AsyncIterable<Uint8Array>, type: string) => {
    const all = Buffer.concat(await Array.fromAsync(chunks));
    told.push(`put ${all.length} of ${type}`);
    return 'https://bucket.example/answers/1?signed';
  };
  return { told, ports: { parquet, spool } };
}

test('where nothing is written as Parquet, the answer leads to where it is, with all that was asked', async () => {
  const { call } = apiWorld();
  const asked = '/api/v1/data/issues?format=parquet&fields=id,status&status=DONE';

  const answer = await call(asked.replace('/api/v1', ''));
  const location = new URL(answer.headers.get('location') ?? '', `https://host/stage${asked}`);

  expect(answer.status).toBe(303);
  expect(location.pathname).toBe('/stage/api/v1/data/issues/parquet');
  expect(Object.fromEntries(location.searchParams)).toEqual({
    format: 'parquet',
    fields: 'id,status',
    status: 'DONE',
  });
});

test('it leads nowhere for what is not understood, or not for the caller', async () => {
  const { call } = apiWorld();
  const statusOf = async (path: string, role: 'reader' | 'nobody' = 'reader') => (await call(path, { role })).status;

  expect(await statusOf('/data/issues?format=parquet&fields=nothing')).toBe(400);
  expect(await statusOf('/data/nothing?format=parquet')).toBe(404);
  expect(await statusOf('/data/accounts?format=parquet&fields=*')).toBe(403);
  expect(await statusOf('/data/accounts/parquet?fields=*', 'nobody')).toBe(401);
});

test('a small file is the answer, at both addresses, under the same rules', async () => {
  const { ports, told } = writing(3);
  const { call } = apiWorld(ports);

  for (const path of ['/data/issues?format=parquet&fields=id', '/data/issues/parquet?fields=id']) {
    const answer = await call(path, { headers: URLLIB });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/vnd.apache.parquet']);
    expect((await answer.arrayBuffer()).byteLength).toBe(3);
  }
  expect(told).toEqual(['SELECT "id" FROM "issues"', 'let go', 'SELECT "id" FROM "issues"', 'let go']);
  expect((await call('/data/accounts/parquet?fields=*', { role: 'reader' })).status).toBe(403);
});

test('a large file is put where whoever asked is led to', async () => {
  const { ports, told } = writing(LARGE);

  const answer = await apiWorld(ports).call('/data/issues/parquet?fields=id');

  expect([answer.status, answer.headers.get('location')]).toEqual([303, 'https://bucket.example/answers/1?signed']);
  expect(told.slice(1)).toEqual(['let go', `put ${LARGE} of application/vnd.apache.parquet`]);
});

test("Python's urllib, which would send the key along, is told how a large file is read; the file is let go", async () => {
  const { ports, told } = writing(LARGE);

  const answer = await apiWorld(ports).call('/data/issues/parquet?fields=id', { headers: URLLIB });

  expect(answer.status).toBe(400);
  expect(await jsonOf(answer)).toMatchObject({ detail: expect.stringContaining('requests.get(url, headers=key)') });
  expect(told.slice(1)).toEqual(['let go']);
});
