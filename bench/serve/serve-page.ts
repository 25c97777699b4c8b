import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../SERVE.md');
const HEAD = ['# What answers cost', ''];
/** In this order on the page. */
const SECTIONS = ['Rows of a table, streamed', 'Requests, one after the other'] as const;

/** Writes one section of SERVE.md; the other one stays as it was measured. */
export function writeSection(name: (typeof SECTIONS)[number], lines: readonly string[]): void {
  const before = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  const kept = new Map(
    before
      .split(/^## /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1).trim()]),
  );
  const text = [...lines].join('\n').trim();
  kept.set(name, text);
  const parts = SECTIONS.flatMap((each) => (kept.has(each) ? [`## ${each}`, '', kept.get(each) ?? '', ''] : []));
  writeFileSync(PAGE, [...HEAD, ...parts].join('\n'));
  process.stdout.write(`## ${name}\n\n${text}\n`);
}
