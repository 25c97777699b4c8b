import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apiWorld } from '../api/world.ts';
import { apiPage } from './api-page.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
const { routes } = apiWorld();

test('the page of the API is the one that the routes make: "npm run docs" writes it', () => {
  expect(page).toBe(apiPage(routes));
});

test('it holds every route once, with who may call it', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));

  expect(rows).toHaveLength(routes.length);
  for (const { method, path, role } of routes)
    expect(rows.filter((row) => row.startsWith(`| \`${method.toUpperCase()} ${path}\` | ${role} |`))).toHaveLength(1);
});
