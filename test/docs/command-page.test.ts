import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sluiceProgram } from '../../cli/program.ts';
import { ENVIRONMENT } from '../../cli/words/legend.ts';
import { leavesOf, pathOf } from '../../cli/words/notes.ts';
import { commandPage } from './command-page.ts';

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/command.md'), 'utf8');
const program = sluiceProgram(async () => {});

test('the page of the command is the one that the commands make: "npm run docs" writes it', () => {
  expect(page).toBe(commandPage(program));
});

test('it holds every command with every option', () => {
  for (const leaf of leavesOf(program).filter((each) => each.name() !== 'complete')) {
    const [, section = ''] = page.split(`### sluice ${pathOf(leaf)}\n`);
    const [text = ''] = section.split('\n#');
    for (const { flags, hidden } of leaf.options) expect(text.includes(`| \`${flags}\` |`), flags).toBe(!hidden);
  }
});

test('it holds every variable of ours that the command reads', () => {
  const sources = globSync('{cli,shared/local}/**/*.ts', { cwd: ROOT }).map((path) =>
    readFileSync(join(ROOT, path), 'utf8'),
  );
  const read = sources.flatMap((text) =>
    [...text.matchAll(/env(?:ironment)?(?:\.|\(')(SLUICE_\w+)/g)].map(([, name]) => name),
  );

  expect(new Set(read)).toEqual(
    new Set(ENVIRONMENT.map(([name]) => name).filter((name) => name.startsWith('SLUICE_'))),
  );
});

test('the help of the command leads to it', () => {
  expect(page).toContain('## Exit codes');
  expect(page).toContain('| 130 | interrupted (Ctrl-C) |');
});
