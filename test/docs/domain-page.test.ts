import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { columnsOf } from '../../shared/domain/columns.ts';
import { tables } from '../../shared/domain/tables.ts';
import { domainPage } from './domain-page.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/domain.md'), 'utf8');

test('the page of tables is the one that the schemas make: "npm run docs" writes it', () => {
  expect(page).toBe(domainPage());
});

test('it holds every table with every column, and says of each what it is', () => {
  const sections = new Map(
    page
      .split('\n### ')
      .slice(1)
      .map((text) => [text.split('\n')[0] ?? '', text]),
  );

  expect([...sections.keys()].toSorted()).toEqual([...tables.keys()].toSorted());
  for (const table of tables.values()) {
    const text = sections.get(table.name) ?? '';
    expect(text.split('\n')[2]).toMatch(/^[A-Z].*\.$/);
    for (const { name, isKey } of columnsOf(table)) expect(text).toContain(isKey ? `| **${name}** |` : `| ${name} |`);
  }
});
