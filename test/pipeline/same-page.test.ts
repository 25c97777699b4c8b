import { expect, test } from 'vitest';
import { smallWorld } from '../support/small-world.ts';

const pages = () => ({
  '/here': { id: 'here', name: 'here' },
  '/here/things': [{ id: 1, title: 'one', labels: ['a'], at: '2025-12-01T00:00:00Z' }],
  '/here/things/1/state': { state: 'done' },
  '/here/notes': [{ id: 7, text: 'hello' }],
});

test('a page that is sent again byte for byte is not stored, extracted or converted again', async () => {
  const small = smallWorld(pages());
  await small.sync();
  const before = small.ports.objects.count();

  const report = await small.sync({ full: true });

  expect(report.state).toBe('completed');
  expect(small.ports.objects.count()).toBe(before);
  expect(Object.values(report.totals.streams).reduce((sum, { pages: read }) => sum + read, 0)).toBe(0);
  expect(await small.read('issue_comments')).toMatchObject([{ body: 'hello' }]);
});

test('one that differs from what is stored is, though it was seen before that', async () => {
  const small = smallWorld(pages());
  await small.sync();
  small.answers['/here/notes'] = [{ id: 7, text: 'changed' }];
  await small.sync();
  small.answers['/here/notes'] = [{ id: 7, text: 'hello' }];

  const report = await small.sync({ full: true });

  expect(Object.values(report.totals.streams).reduce((sum, { pages: read }) => sum + read, 0)).toBe(1);
  expect(await small.read('issue_comments')).toMatchObject([{ body: 'hello' }]);
});
