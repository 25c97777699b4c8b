import { expect, test } from 'vitest';
import type { RunReport } from '../../shared/contract/run.ts';
import { cancel } from '../../shared/pipeline/cancel.ts';
import { readTable } from '../../shared/pipeline/read-data.ts';
import { refusal, smallWorld } from '../support/small-world.ts';

const A_WEEK = 7 * 86_400_000;

const thing = (id: number, more: object = {}) => ({
  id,
  title: `thing ${id}`,
  labels: ['a'],
  at: `2025-12-01T00:00:00Z`,
  ...more,
});
const note = (id: number) => ({ id, text: `note ${id}` });
const gone = refusal({ kind: 'permanent', reason: '404 Not Found' });

/** Ten things that can be asked for by themselves, with a state each, and ten notes that cannot. */
function world() {
  const ids = Array.from({ length: 10 }, (_, i) => i + 1);
  return smallWorld({
    '/here': { id: 'here', name: 'here' },
    '/here/things': ids.map((id) => thing(id)),
    ...Object.fromEntries(ids.map((id) => [`/here/things/${id}/state`, { state: 'done' }])),
    '/here/notes': ids.map(note),
  });
}

const countsOf = (report: RunReport, stream: string) => report.totals.streams[`toy/toy/here#${stream}`];
const without = (list: unknown, ...ids: readonly number[]) =>
  Array.isArray(list) ? list.filter(({ id }: { id: number }) => !ids.includes(id)) : [];

test('what a full read does not show and the vendor has no more is deleted, with all that belongs to it', async () => {
  const { sync, read, answers, asked } = world();
  await sync();
  answers['/here/things'] = without(answers['/here/things'], 3);
  answers['/here/things/3'] = gone;
  asked.length = 0;

  const report = await sync({ full: true });

  expect(report.state).toBe('completed');
  expect(countsOf(report, 'things')).toMatchObject({ missing: 1, deleted: 2, dead: 0 });
  expect(asked.filter((target) => target === '/here/things/3')).toHaveLength(1);
  expect((await read('issues')).map(({ id }) => id)).not.toContain('t:3');
  expect((await read('issue_labels')).map(({ issueId }) => issueId)).not.toContain('t:3');
  expect(await read('issues')).toHaveLength(9);
});

test('what the list does not show and is found by its id is kept and refreshed', async () => {
  const { sync, read, answers } = world();
  await sync();
  answers['/here/things'] = without(answers['/here/things'], 3);
  answers['/here/things/3'] = thing(3, { title: 'hidden', at: '2025-12-02T00:00:00Z' });

  const report = await sync({ full: true });

  expect(countsOf(report, 'things')).toMatchObject({ missing: 1, deleted: 0, written: 1 });
  expect(await read('issues')).toHaveLength(10);
  expect(await read('issues')).toContainEqual(expect.objectContaining({ id: 't:3', title: 'hidden' }));
});

test('what cannot be asked for by its id is deleted when two full reads do not show it', async () => {
  const { sync, read, answers } = world();
  await sync();
  answers['/here/notes'] = without(answers['/here/notes'], 4);

  const first = await sync({ full: true });
  const kept = await read('issue_comments');
  const between = await sync();
  const second = await sync({ full: true });

  expect(countsOf(first, 'notes')).toMatchObject({ missing: 1, deleted: 0 });
  expect(kept).toHaveLength(10);
  expect(countsOf(between, 'notes')).toMatchObject({ missing: 0, deleted: 0 });
  expect(countsOf(second, 'notes')).toMatchObject({ missing: 1, deleted: 1 });
  expect(await read('issue_comments')).toHaveLength(9);
  expect([first.state, second.state]).toEqual(['completed', 'completed']);
});

test('what is shown again between two full reads is not deleted by a later one that misses it', async () => {
  const { sync, read, answers } = world();
  await sync();
  const all = answers['/here/notes'];
  answers['/here/notes'] = without(all, 4);
  await sync({ full: true });
  answers['/here/notes'] = all;
  await sync({ full: true });
  answers['/here/notes'] = without(all, 4);

  await sync({ full: true });

  expect(await read('issue_comments')).toHaveLength(10);
});

test('what was deleted comes back when the vendor shows it again, unchanged as it is, and an old page does not bring it', async () => {
  const { sync, read, answers } = world();
  await sync();
  const all = answers['/here/things'];
  answers['/here/things'] = without(all, 3);
  answers['/here/things/3'] = gone;
  await sync({ full: true });

  const replay = await sync({ from: 'extract' });
  const afterReplay = await read('issues');
  answers['/here/things'] = all;
  await sync({ full: true });

  expect(replay.state).toBe('completed');
  expect(afterReplay).toHaveLength(9);
  expect(await read('issues')).toHaveLength(10);
  expect(await read('issue_labels')).toHaveLength(10);
});

test('more than a fifth missing is an alarm and no deletion, until somebody accepts it', async () => {
  const { sync, read, answers } = world();
  await sync();
  answers['/here/things'] = without(answers['/here/things'], 1, 2, 3);
  for (const id of [1, 2, 3]) answers[`/here/things/${id}`] = gone;

  const report = await sync({ full: true });
  const kept = await read('issues');
  const accepted = await sync({ full: true, acceptDeletions: true });

  expect(report.state).toBe('completed_with_errors');
  expect(report.findings).toContainEqual(
    expect.objectContaining({ kind: 'massDeletion', stream: 'things', known: 10, missing: 3 }),
  );
  expect(kept).toHaveLength(10);
  expect(accepted.findings).toEqual([]);
  expect(await read('issues')).toHaveLength(7);
});

test('a list that shows nothing any more is an alarm, even when it held one record', async () => {
  const { sync, read, answers } = world();
  answers['/here/notes'] = [note(1)];
  await sync();
  answers['/here/notes'] = [];

  const report = await sync({ full: true });
  await sync({ full: true });

  expect(report.findings).toMatchObject([{ kind: 'massDeletion', stream: 'notes', known: 1, missing: 1 }]);
  expect(await read('issue_comments')).toHaveLength(1);
});

test('a read with a record that cannot be read tells nothing, and says so', async () => {
  const { sync, read, answers } = world();
  await sync();
  answers['/here/things'] = [...without(answers['/here/things'], 3), { id: 'not a number' }];
  answers['/here/things/3'] = gone;

  const report = await sync({ full: true });

  expect(await read('issues')).toHaveLength(10);
  expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'untold', stream: 'things' }));
});

test('a read of which a part died tells nothing, of itself and of its children', async () => {
  const { sync, read, answers } = world();
  await sync();
  answers['/here/notes'] = gone;
  delete answers['/here/things/5/state'];

  const report = await sync({ full: true });

  expect(await read('issue_comments')).toHaveLength(10);
  expect(report.findings.map(({ kind, stream }) => [kind, stream]).sort()).toEqual([
    ['untold', 'notes'],
    ['untold', 'states'],
  ]);
});

test('a run that was canceled tells nothing, and the next run does not take its part for the whole', async () => {
  const { ports, sync, planRun, finishRun, read, answers } = world();
  await sync();
  answers['/here/things'] = [];
  const { run } = await planRun({ full: true });
  await cancel(ports, run);
  await finishRun(run);

  const report = await sync();

  expect(report.state).toBe('completed');
  expect(await read('issues')).toHaveLength(10);
});

test('a scope is read in full once a week, and asks nothing more when nothing is missing', async () => {
  const { ports, sync, asked } = world();
  await sync();
  await sync();
  await ports.clock.sleep(A_WEEK);
  asked.length = 0;

  const report = await sync();

  expect(asked.filter((target) => target.startsWith('/here/things')).sort()).toEqual(
    ['/here/things', ...Array.from({ length: 10 }, (_, i) => `/here/things/${i + 1}/state`)].sort(),
  );
  expect(countsOf(report, 'things')).toMatchObject({ missing: 0, deleted: 0, written: 0 });
  asked.length = 0;
  await sync();
  expect(asked.some((target) => target.startsWith('/here/things?since='))).toBe(true);
});

test('a scope whose beginning the user cut off is not read beyond it, so that it does not tell what is gone', async () => {
  const { ports, sync, asked } = world();
  await sync({ since: '2025-11-01T00:00:00.000Z' });
  await ports.clock.sleep(A_WEEK);
  asked.length = 0;

  const report = await sync();

  expect(asked).not.toContain('/here/things');
  expect(report.findings).toEqual([]);
});

test('tombstones are listed only when they are asked for', async () => {
  const { ports, sync, answers } = world();
  await sync();
  answers['/here/things'] = without(answers['/here/things'], 3);
  answers['/here/things/3'] = gone;
  await sync({ full: true });

  const all: unknown[] = [];
  for await (const record of readTable(ports, { table: 'issues', deleted: true }))
    if (record.deleted) all.push(record.raw);

  expect(all).toHaveLength(1);
  expect(all[0]).toContain('raw/toy/toy/here/things/');
});

test('a shared record that nothing of the scope makes any more is kept, and counted', async () => {
  const { ports, sync, answers } = world();
  answers['/here/things'] = [thing(1, { owner: 'ada' }), thing(2), thing(3), thing(4), thing(5)];
  await sync();
  answers['/here/things'] = [thing(1, { at: '2025-12-02T00:00:00Z' })];

  const report = await sync();

  expect(countsOf(report, 'things')).toMatchObject({ released: 1 });
  const rows: unknown[] = [];
  for await (const record of readTable(ports, { table: 'accounts' })) rows.push(record.values);
  expect(rows).toMatchObject([{ id: 'ada' }]);
});
