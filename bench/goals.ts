import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from './page.ts';

/** A line of a page's table of goals. */
const LINE = /^\| (?<promise>.+?) \| (?<measured>.+?) \| (?<kept>yes|\*\*no\*\*) \|$/;

/** README.md of this folder: every goal of every page, as it stands there. */
export function writeGoals(): void {
  const folder = import.meta.dirname;
  const pages = globSync('*.md', { cwd: folder }).filter((name) => name !== 'README.md');
  const rows = pages.sort().flatMap((name) => goalsOf(name, readFileSync(join(folder, name), 'utf8')));
  const kept = rows.filter(([, , , isKept]) => isKept === 'yes').length;
  writeFileSync(
    join(folder, 'README.md'),
    [
      '# What was promised, and what was measured',
      '',
      `${kept} of ${rows.length} goals are kept. \`npm run bench -- PART\` measures a part, writes its page, and this one from all pages; where a`,
      'goal is missed, its page says what stands in the way. `npm run bench:killed` and `npm run test:aws` need the emulator.',
      '',
      ...table(['page', 'goal', 'measured', 'kept'], rows),
      '',
    ].join('\n'),
  );
}

function goalsOf(name: string, page: string): readonly (readonly string[])[] {
  return page.split('\n').flatMap((line) => {
    const { promise, measured, kept } = LINE.exec(line)?.groups ?? {};
    return promise && measured && kept
      ? [[`[${name.replace('.md', '').toLowerCase()}](${name})`, promise, measured, kept]]
      : [];
  });
}
