import { expect, test } from 'vitest';
import { apiUrl } from './deployed.ts';

test('the page is answered to anybody, under a strict policy, with the files that it names', async () => {
  const index = await fetch(`${apiUrl}/`);
  const view = await fetch(`${apiUrl}/flow`);
  const text = await index.text();
  const files = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  const answers = await Promise.all(files.map((path) => fetch(`${apiUrl}${path}`)));

  expect(index.headers.get('content-type')).toMatch(/^text\/html/);
  expect(index.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await view.text()).toBe(text);
  expect(files.some((path) => path.endsWith('.js')) && files.some((path) => path.endsWith('.css'))).toBe(true);
  expect(answers.map(({ status }) => status)).toEqual(files.map(() => 200));
});

test('what the page does not hold is not there, and what needs a key still does', async () => {
  const missing = await fetch(`${apiUrl}/assets/none.js`);
  const outside = await fetch(`${apiUrl}/..%2f..%2findex.mjs`);
  const closed = await Promise.all(['/api/v1/runs', '/api/v1/me', '/runs'].map((path) => fetch(`${apiUrl}${path}`)));

  expect(missing.status).toBe(404);
  expect(await outside.text()).not.toContain('createRequire');
  expect(closed.map(({ status }) => status)).toEqual([401, 401, 401]);
});
