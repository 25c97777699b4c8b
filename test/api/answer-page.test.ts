import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerPage } from '../../shared/api/answer-page.ts';
import { pageFrom } from '../../shared/local/page-files.ts';
import { temporaryFolder } from '../support/sluice.ts';

test('a file of the page is sent once: whoever has it is told so, and what there is not is told, too', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'assets'));
  writeFileSync(join(folder.path, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder.path, 'assets/a.js'), 'export {};');
  const files = pageFrom(folder.path);
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    answerPage(files, new Request(`http://127.0.0.1${path}`, { headers }));

  const file = await ask('/assets/a.js');
  const etag = file.headers.get('etag') ?? '';
  const again = await ask('/assets/a.js', { 'if-none-match': etag });
  const other = await ask('/flow', { 'if-none-match': etag });
  const missing = await ask('/assets/none.js');

  expect(etag).toMatch(/^"[\w-]{27}"$/);
  expect([file.status, await file.text()]).toEqual([200, 'export {};']);
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
  expect(again.headers.get('cache-control')).toContain('immutable');
  expect([other.status, await other.text()]).toEqual([200, '<!doctype html>']);
  expect(missing.status).toBe(404);
  expect(missing.headers.get('content-type')).toBe('application/problem+json');
});
