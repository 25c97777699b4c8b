import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { draftsOf, tidyDrafts } from '../../shared/local/drafts.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { temporaryFolder } from '../support/sluice.ts';

test('what a killed process left is removed after a day, and what another one makes stays', () => {
  using folder = temporaryFolder();
  const now = 1_800_000_000_000;
  tidyDrafts(folder.path, now);
  const [old, spill, young] = ['old.parquet', 'spill-1', 'young.parquet'].map((name) =>
    join(draftsOf(folder.path), name),
  );
  mkdirSync(spill ?? '');
  for (const file of [old, young]) writeFileSync(file ?? '', '');
  for (const path of [old, spill]) utimesSync(path ?? '', now / 1000 - 90_000, now / 1000 - 90_000);
  utimesSync(young ?? '', now / 1000 - 60, now / 1000 - 60);

  tidyDrafts(folder.path, now);

  expect([old, spill, young].map((path) => existsSync(path ?? ''))).toEqual([false, false, true]);
});

test('a sync that begins leaves alone what a question makes beside it', () => {
  using folder = temporaryFolder();
  tidyDrafts(folder.path, Date.now());
  const draft = join(draftsOf(folder.path), 'a.parquet');
  writeFileSync(draft, '');

  openStore(folder.path, 'write').close();

  expect(existsSync(draft)).toBe(true);
});
