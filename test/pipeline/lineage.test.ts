import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { checkRow } from '../../shared/domain/record.ts';
import { domainPlace } from '../../shared/pipeline/domain-places.ts';
import { digest } from '../../shared/pipeline/identity.ts';
import { keyOfText, lineageOf } from '../../shared/pipeline/lineage.ts';
import { refusal, smallWorld } from '../support/small-world.ts';

const thing = (id: number) => ({
  id,
  title: `thing ${id}`,
  labels: ['red', 'a/b'],
  at: '2026-01-01T00:00:00Z',
});

async function syncedWorld() {
  const world = smallWorld({
    '/here': { id: 'here', name: 'here' },
    '/here/things': [thing(1), thing(2)],
    '/here/things/1/state': { state: 'open' },
    '/here/things/2/state': { state: 'done' },
    '/here/notes': [{ id: 5, text: 'hello' }],
  });
  const report = await world.sync();
  return { ...world, run: report.run };
}

test('a row leads to the answer and to the element of it that it was made of', async () => {
  const { ports, run } = await syncedWorld();

  const [found, ...more] = await lineageOf(ports, 'issues', ['t:2']);

  expect(more).toEqual([]);
  expect(found).toMatchObject({
    isDerived: false,
    record: { table: 'issues', values: { id: 't:2', title: 'thing 2' } },
    source: {
      plugin: 'toy',
      connection: 'toy',
      scope: 'here',
      stream: 'things',
      run,
      isIntact: true,
      element: { id: 2, title: 'thing 2' },
      page: { status: 200, url: 'https://toy.example/here/things' },
    },
    madeOf: [],
  });
  expect(found?.source?.page?.body).toBe(JSON.stringify([thing(1), thing(2)]));
});

test('the beginning of a key answers every row that begins so', async () => {
  const { ports } = await syncedWorld();

  const found = await lineageOf(ports, 'issue_labels', ['t:1']);
  const one = await lineageOf(ports, 'issue_labels', keyOfText('issue_labels', 't%3A1/a%2Fb'));

  expect(found.map(({ record }) => record.values.labelName).sort()).toEqual(['a/b', 'red']);
  expect(one.map(({ record }) => record.values)).toEqual([{ issueId: 't:1', labelName: 'a/b' }]);
  expect(one[0]?.source?.element).toMatchObject({ id: 1 });
});

test('a key of one column is taken as it is written', () => {
  expect(keyOfText('issues', 'jenkins:a/b%20#1')).toEqual(['jenkins:a/b%20#1']);
  expect(() => keyOfText('issue_labels', 'a/%')).toThrow('"%" is no part of a key');
});

test('a derived row leads through the rows that it was made of', async () => {
  const world = await syncedWorld();
  const { ports } = world;
  const [issue] = await lineageOf(ports, 'issues', ['t:1']);
  const put = async (table: string, values: object, more: object) => {
    const checked = checkRow({ table, values: { ...values } });
    if ('refused' in checked) throw new Error(checked.refused);
    const body = JSON.stringify(checked.values);
    const place = domainPlace(table, 'toy/toy/here', checked.key);
    await ports.domain.writeMany([{ ...place, body, hash: digest(body), ...more }]);
  };
  const collected = { raw: issue?.record.raw ?? '', run: 'r' };
  const change = { issueId: 't:1', fieldName: 'status', createdDate: '2026-01-02T00:00:00.000Z' };
  await put('issue_changelogs', { id: 'c1', ...change }, collected);
  await put('issue_changelogs', { id: 'c2', ...change, createdDate: '2026-01-09T00:00:00.000Z' }, collected);
  await put('issue_changelogs', { id: 'c3', ...change, issueId: 't:2' }, collected);
  const interval = { issueId: 't:1', originalStatus: 'open', startDate: '2026-01-02T00:00:00.000Z' };
  await put('issue_status_history', interval, { by: 'enrich', raw: '', run: 'r' });

  const [found] = await lineageOf(ports, 'issue_status_history', ['t:1']);

  expect(found).toMatchObject({ isDerived: true });
  expect(found?.source).toBeUndefined();
  expect(found?.madeOf.map(({ record }) => [record.table, record.values.id])).toEqual([
    ['issues', 't:1'],
    ['issue_changelogs', 'c1'],
  ]);
  expect(found?.madeOf[0]?.source?.element).toMatchObject({ id: 1 });
});

test('what was deleted leads to the answer that said so', async () => {
  const { ports, answers, sync } = await syncedWorld();
  answers['/here/things'] = [thing(2)];
  answers['/here/things/1'] = refusal({ kind: 'permanent', reason: '404 Not Found' });
  await sync({ full: true, acceptDeletions: true });

  const [found] = await lineageOf(ports, 'issues', ['t:1']);

  expect(found?.record).toMatchObject({ deleted: true, values: { id: 't:1' } });
  expect(found?.source?.page).toMatchObject({ status: 404, request: { target: '/here/things/1' } });
});

test('a body that is not as it was received is told', async () => {
  const { ports } = await syncedWorld();
  const [before] = await lineageOf(ports, 'issues', ['t:1']);
  const key = before?.record.raw.split('#')[0] ?? '';
  const text = zstdDecompressSync(await ports.objects.get(key)).toString('utf8');
  await ports.objects.put(key, zstdCompressSync(text.replace('thing 1', 'think 1')));

  const [after] = await lineageOf(ports, 'issues', ['t:1']);

  expect(before?.source?.isIntact).toBe(true);
  expect(after?.source?.isIntact).toBe(false);
});

test('what is not there is told', async () => {
  const { ports } = await syncedWorld();

  await expect(lineageOf(ports, 'issues', ['t:9'])).rejects.toThrow('there is no row of issues with id "t:9"');
  await expect(lineageOf(ports, 'trees', ['1'])).rejects.toThrow('there is no table "trees"');
  await expect(lineageOf(ports, 'issues', ['t:1', 'x'])).rejects.toThrow('the key of issues is id');
});
