import { expect, test } from 'vitest';
import { FORMAT } from '../../shared/contract/format.ts';
import { places } from '../../shared/contract/places.ts';
import type { RunReport } from '../../shared/contract/run.ts';
import { cancel } from '../../shared/pipeline/cancel.ts';
import { tick } from '../../shared/pipeline/dispatch.ts';
import { finish } from '../../shared/pipeline/finish.ts';
import { planOrFail } from '../../shared/pipeline/plan.ts';
import { changeHead, readHead } from '../../shared/pipeline/run-head.ts';
import { memoryQueue } from '../support/memory-ports.ts';
import { refusal, smallWorld, withHeaders } from '../support/small-world.ts';

const thing = (id: number, more: object = {}) => ({
  id,
  title: `thing ${id}`,
  labels: ['a'],
  at: '2025-12-01T00:00:00Z',
  ...more,
});

const world = () =>
  smallWorld({
    '/here': { id: 'here', name: 'here' },
    '/here/things': [thing(1), thing(2)],
    '/here/things/1/state': { state: 'done' },
    '/here/things/2/state': { state: 'running' },
    '/here/notes': [{ id: 7, text: 'hello' }],
  });

const countsOf = (report: RunReport, stream: string) => report.totals.streams[`toy/toy/here#${stream}`];

test('a first sync makes a record of everything', async () => {
  const { sync, read } = world();

  const report = await sync();

  expect(report.state).toBe('completed');
  expect(await read('issues')).toMatchObject([
    { id: 't:1', originalStatus: 'done' },
    { id: 't:2', originalStatus: 'running' },
  ]);
  expect(await read('issue_labels')).toHaveLength(2);
  expect(report.totals.stages.collect).toEqual({ planned: 5, done: 5, dead: 0 });
});

test('what was unfinished is asked for again, and what looked it up is converted again', async () => {
  const { sync, read, answers, asked } = world();
  await sync();
  answers['/here/things'] = [];
  answers['/here/things/2/state'] = { state: 'done' };
  asked.length = 0;

  const report = await sync();
  await sync();

  expect(await read('issues')).toMatchObject([{ originalStatus: 'done' }, { id: 't:2', originalStatus: 'done' }]);
  expect(countsOf(report, 'things')?.written).toBe(1);
  expect(asked.filter((target) => target === '/here/things/2/state')).toHaveLength(1);
});

test('unchanged things are not written again', async () => {
  const { sync } = world();
  await sync();

  const report = await sync();

  const written = Object.values(report.totals.streams).reduce((sum, counts) => sum + counts.written, 0);
  expect(written).toBe(0);
});

test('a label that was removed is deleted, and comes back when it does', async () => {
  const { sync, read, answers } = world();
  await sync();
  answers['/here/things'] = [thing(1, { labels: [], at: '2025-12-02T00:00:00Z' })];

  const report = await sync();

  expect(countsOf(report, 'things')?.deleted).toBe(1);
  expect(await read('issue_labels')).toMatchObject([{ issueId: 't:2' }]);
  answers['/here/things'] = [thing(1, { at: '2025-12-03T00:00:00Z' })];
  await sync();
  expect(await read('issue_labels')).toHaveLength(2);
});

test('an older observation that comes late changes nothing', async () => {
  const { sync, read, answers } = world();
  answers['/here/things'] = [thing(1, { title: 'new', at: '2025-12-02T00:00:00Z' })];
  await sync();
  answers['/here/things'] = [thing(1, { title: 'old', at: '2025-12-01T00:00:00Z' })];

  await sync();

  expect(await read('issues')).toMatchObject([{ title: 'new' }]);
});

test('a request that can never succeed is reported once and passed', async () => {
  const { sync, read, answers } = world();
  delete answers['/here/things/2/state'];

  const report = await sync();

  expect(report.state).toBe('completed_with_errors');
  expect(report.dead).toMatchObject([
    { stream: 'states', target: '/here/things/2/state', attempts: 1, kind: 'permanent' },
  ]);
  expect(await read('issues')).toHaveLength(2);
});

test('a request that dies of something passing is asked for again in the next run', async () => {
  const { sync, read, answers } = world();
  answers['/here/notes'] = refusal({ kind: 'transient', reason: '503' });
  const first = await sync();
  answers['/here/notes'] = [{ id: 7, text: 'hello' }];

  const second = await sync();

  expect(first.dead).toMatchObject([{ stream: 'notes', attempts: 6, kind: 'transient' }]);
  expect(second.state).toBe('completed');
  expect(await read('issue_comments')).toHaveLength(1);
});

test('a limit is waited for, and the request is sent once it is over', async () => {
  const { ports, sync, answers, asked } = world();
  const until = ports.clock.now() + 120_000;
  answers['/here/notes'] = refusal({ kind: 'limit', until, secondary: false, reason: 'limit' });
  const sleep = ports.clock.sleep;
  ports.clock.sleep = async (milliseconds) => {
    await sleep(milliseconds);
    if (ports.clock.now() >= until) answers['/here/notes'] = [{ id: 7, text: 'hello' }];
  };

  const report = await sync();

  expect(report.state).toBe('completed');
  expect(asked.filter((target) => target === '/here/notes')).toHaveLength(2);
});

test('a refused credential ends the run, keeps the cursors and says why', async () => {
  const { planRun, finishRun, answers, ports } = world();
  const { run } = await planRun();
  for (const path of Object.keys(answers))
    answers[path] = refusal({ kind: 'credential', reason: '401 Bad credentials' });

  const report = await finishRun(run);

  expect(report.state).toBe('failed');
  expect(report.dead[0]).toMatchObject({ kind: 'credential', reason: '401 Bad credentials' });
  expect((await ports.table.query('cursor/toy/toy/here')).items).toEqual([]);
});

test('a record that cannot be read is in quarantine, counted, and taken out once it can', async () => {
  const { sync, answers, ports } = world();
  answers['/here/notes'] = [{ id: 7, text: 'hello' }, { id: 'broken' }];

  const report = await sync();

  expect(countsOf(report, 'notes')).toMatchObject({ records: 2, quarantined: 1, written: 1 });
  expect(report.state).toBe('completed_with_errors');
  expect((await ports.table.query('quarantine/toy/toy/here')).items).toHaveLength(1);
});

test('a body that is too large for a row is kept whole', async () => {
  const { sync, read, answers } = world();
  const text = 'é'.repeat(300_000);
  answers['/here/notes'] = [{ id: 7, text }];

  await sync();

  expect(await read('issue_comments')).toMatchObject([{ body: text }]);
});

test('a changed scope config derives everything again without a request for it', async () => {
  const { sync, read, answers, asked } = world();
  await sync();
  answers['/here/things'] = [];
  asked.length = 0;

  await sync({ from: 'extract' }, { prefix: '> ' });

  expect(asked).toEqual([]);
  expect(await read('issues')).toMatchObject([{ title: '> thing 1' }, { title: '> thing 2' }]);
});

test('a canceled run ends canceled, and the next one starts clean and complete', async () => {
  const { planRun, finishRun, sync, read, ports } = world();
  const { run } = await planRun();
  await cancel(ports, run);

  const report = await finishRun(run);
  const next = await sync();

  expect(report.state).toBe('canceled');
  expect(next.state).toBe('completed');
  expect(await read('issues')).toHaveLength(2);
});

test('a scope that another run holds is skipped and reported', async () => {
  const { planRun, sync } = world();
  const { run } = await planRun();

  const report = await sync();

  expect(report.skipped).toEqual([{ name: 'here', reason: `held by run ${run}` }]);
  expect(report.state).toBe('failed');
});

test('a run whose heart stopped long ago is superseded', async () => {
  const { planRun, sync, ports, read } = world();
  const { run } = await planRun();
  await ports.clock.sleep(3_600_000);

  const report = await sync();

  expect(report.state).toBe('completed');
  expect((await finish(ports, run)).state).toBe('superseded');
  expect(await read('issues')).toHaveLength(2);
});

test('of two dispatchers in one tick, one grants', async () => {
  const { planRun, ports } = world();
  const { run } = await planRun();
  const queues = memoryQueue();

  const limits = { extracts: 4, converts: 4 };
  await Promise.all([tick({ ...ports, queues }, run, limits), tick({ ...ports, queues }, run, limits)]);

  expect(queues.take('collect')).toHaveLength(1);
});

test('a run is not ended while something of it is left to do, whoever asks for it', async () => {
  const { ports, planRun, finishRun } = world();
  const { run } = await planRun();
  await changeHead(ports.table, run, (head) => ({ ...head, state: 'planning' }));

  await expect(finish(ports, run)).rejects.toThrow(/has not done all/);
  await changeHead(ports.table, run, (head) => ({ ...head, state: 'running' }));
  await expect(finish(ports, run)).rejects.toThrow(/has not done all/);
  // A tick says so, but it is wrong.
  await changeHead(ports.table, run, (head) => ({ ...head, drained: true }));
  await expect(finish(ports, run)).rejects.toThrow(/has not done all/);
  // Nothing is left to be done, but what was done is not added up.
  const { items } = await ports.table.query(places.items(run));
  await ports.table.writeMany([], items);
  const { items: done } = await ports.table.query(places.done(run));
  expect(done.length).toBeGreaterThan(0);
  await expect(finish(ports, run)).rejects.toThrow(/has not done all/);
  expect(await ports.table.get(places.report(run))).toBeUndefined();
  await ports.table.writeMany(items);

  expect((await finishRun(run)).state).toBe('completed');
});

test('what vanishes while a list is read makes nothing else be missed, and is reported as drift', async () => {
  const { sync, read, answers } = world();
  const rows = [1, 2, 3, 4, 5, 6].map((id) => thing(id));
  const link = (page: number, relation: string) => `<https://toy.example/here/things?page=${page}>; rel="${relation}"`;
  const pageOf = (page: number) =>
    withHeaders(
      page < 3 ? { link: `${link(page + 1, 'next')}, ${link(3, 'last')}` } : {},
      rows.slice(page * 2 - 2, page * 2),
    );
  for (const { id } of rows) answers[`/here/things/${id}/state`] = { state: 'done' };
  answers['/here/things'] = () => pageOf(1);
  answers['/here/things?page=1'] = () => pageOf(1);
  answers['/here/things?page=3'] = () => pageOf(3);
  answers['/here/things?page=2'] = () => {
    // The first thing vanishes before page 2 is answered: thing 3 moves to page 1, which has been read.
    if (rows[0]?.id === 1) rows.shift();
    return pageOf(2);
  };

  const report = await sync();

  expect((await read('issues')).map(({ id }) => id)).toEqual(['t:1', 't:2', 't:3', 't:4', 't:5', 't:6']);
  expect(countsOf(report, 'things')?.drift).toBe(1);
});

test('a cursor is the time of the vendor at the beginning of the run before, less the overlap', async () => {
  const { ports, sync, asked } = world();
  const { ask } = ports.vendor;
  const began = '2025-06-01T12:00:00.000Z';
  // The vendor's clock is half a year behind ours: a cursor that came from ours would skip what happens there.
  ports.vendor.ask = async (question) => ({ ...(await ask(question)), date: began });
  await sync();
  asked.length = 0;

  await sync();

  const since = encodeURIComponent('2025-06-01T11:55:00Z');
  expect(asked).toContain(`/here/things?since=${since}`);
});

test('a store of a newer format gets no run that this code would plan, but one that says why', async () => {
  const { ports } = world();
  await ports.table.writeMany([{ ...places.format, format: FORMAT + 2, readableFrom: FORMAT + 1, at: 0 }]);
  const request = { trigger: { kind: 'request' as const, key: 'k' }, scopes: ['toy:here'], options: {} };

  const { run } = await planOrFail(ports, request);

  expect(await readHead(ports.table, run)).toMatchObject({
    state: 'failed',
    failure: expect.stringContaining('use the newer Sluice'),
    scopes: [],
  });
});
