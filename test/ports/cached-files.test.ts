import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cachedFiles } from '../../shared/aws/cached-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Objects of ten bytes each. */
function world(most: number) {
  const got: string[] = [];
  const get = async (key: string) => {
    got.push(key);
    return new Uint8Array(10).fill(key.length);
  };
  return { got, files: cachedFiles({ objects: { get }, folder: join(folder, 'lake'), most }) };
}

test('an object is fetched once', async () => {
  const { files, got } = world(100);

  const [first = ''] = await files.fetch(['lake/issues/a.parquet']);
  const both = await files.fetch(['lake/issues/a.parquet', 'lake/issues/b.parquet']);

  expect(got).toEqual(['lake/issues/a.parquet', 'lake/issues/b.parquet']);
  expect(both[0]).toBe(first);
  expect(readFileSync(first)).toHaveLength(10);
});

test('what was not asked for longest makes room, and nothing that is asked for now', async () => {
  const { files, got } = world(30);
  await files.fetch(['a', 'b']);
  await files.fetch(['c']);
  await files.fetch(['a']);

  const [d = ''] = await files.fetch(['d']);
  const [a = ''] = await files.fetch(['a']);

  expect([existsSync(a), existsSync(d), existsSync(join(folder, 'lake', 'b'))]).toEqual([true, true, false]);
  expect(got).toEqual(['a', 'b', 'c', 'd']);
});

test('more than there is room for is refused, and the next call is answered', async () => {
  const { files } = world(30);

  await expect(files.fetch(['a', 'b', 'c', 'd'])).rejects.toThrow(/room for 0 MiB/);

  expect(await files.fetch(['a'])).toHaveLength(1);
});

test('what another life left is not believed, and a fetch that fails is made again', async () => {
  mkdirSync(join(folder, 'lake'), { recursive: true });
  writeFileSync(join(folder, 'lake', 'a'), 'half');
  let isDown = true;
  const get = async () => {
    if (isDown) throw new Error('down');
    return new Uint8Array(10);
  };
  const files = cachedFiles({ objects: { get }, folder: join(folder, 'lake'), most: 100 });

  await expect(files.fetch(['a'])).rejects.toThrow('down');
  isDown = false;
  const [a = ''] = await files.fetch(['a']);

  expect(readFileSync(a)).toHaveLength(10);
});
