import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { row } from '../../shared/domain/table.ts';
import { boards, issues } from '../../shared/domain/ticket.ts';
import { fillStore, storedRow } from '../support/lake-store.ts';
import { inStore, temporaryFolder } from '../support/sluice.ts';

const issue = (id: string) => storedRow(row(issues, { id }));
const versions = (folder: string) =>
  inStore(folder, async (store) => new Map(store.partitions().map(({ pk, version }) => [pk, version])));

test('a write to a partition changes its version, and that of no other', async () => {
  using folder = temporaryFolder();
  const board = storedRow(row(boards, { id: 'board' }));
  await fillStore(folder.path, [issue('a'), board]);
  const before = await versions(folder.path);

  await fillStore(folder.path, [issue('a')]);

  const after = await versions(folder.path);
  expect([...after.keys()].sort()).toEqual([board.pk, issue('a').pk].sort());
  expect(after.get(issue('a').pk)).not.toBe(before.get(issue('a').pk));
  expect(after.get(board.pk)).toBe(before.get(board.pk));
});

test('what convert keeps for itself is no partition', async () => {
  using folder = temporaryFolder();

  await fillStore(folder.path, [{ pk: '@made/issues|github/github/1|0', sk: 'a' }]);

  expect(await versions(folder.path)).toEqual(new Map());
});

test('a store of a version that did not count has its partitions, without versions', async () => {
  using folder = temporaryFolder();
  await fillStore(folder.path, [issue('a')]);
  const database = new DatabaseSync(join(folder.path, 'sluice.db'));
  for (const event of ['INSERT', 'UPDATE', 'DELETE']) database.exec(`DROP TRIGGER domain_${event}`);
  database.exec('DROP TABLE domain_writes');
  database.close();

  const uncounted = await versions(folder.path);
  await fillStore(folder.path, []);
  const unwritten = await versions(folder.path);
  await fillStore(folder.path, [issue('a')]);
  const counted = await versions(folder.path);

  expect([uncounted, unwritten].map((found) => [...found])).toEqual([
    [[issue('a').pk, undefined]],
    [[issue('a').pk, undefined]],
  ]);
  expect(counted.get(issue('a').pk)).toBe('1');
});
