import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type ProgressFacts, showProgress } from '../../cli/progress.ts';
import { Totals } from '../../shared/contract/run.ts';
import { temporaryFolder } from '../support/sluice.ts';

const ROOT = join(import.meta.dirname, '../..');
const NONE = { planned: 0, open: 0, done: 0, dead: 0, canceled: 0 };
const facts: ProgressFacts = {
  progress: {
    stages: {
      collect: { ...NONE, planned: 4, done: 2, open: 2 },
      extract: NONE,
      convert: NONE,
      enrich: NONE,
      publish: NONE,
    },
    rate: 3,
    estimatedEndAt: null,
    waitsUntil: null,
    tokens: [],
  },
  totals: Totals.parse({}),
  elapsed: 20_000,
  now: 0,
};

it('a reader that has seen enough is no failure, and nothing is said of it', () => {
  using folder = temporaryFolder();
  const sluice = `'${join(ROOT, 'node_modules/.bin/node')}' '${join(ROOT, 'cli/sluice.ts')}'`;
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const script = `${sluice} schema | head -n 1; echo "\${PIPESTATUS[0]}"; ${sluice} nonsense 2>&1 >/dev/null | head -c 0; echo "\${PIPESTATUS[0]}"`;

  const { stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder.path,
    env: { PATH, HOME: folder.path, ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }) },
    encoding: 'utf8',
  });

  expect({ lines: stdout.split('\n'), stderr }).toEqual({
    lines: ['{', '0', expect.stringMatching(/^[02]$/), ''],
    stderr: '',
  });
});

it('bars are as wide as the terminal, so that each line is one and can be drawn over', () => {
  const written: string[] = [];
  const { update, clear } = showProgress({ isTTY: true, columns: 40, write: (text) => written.push(text) });

  update(facts);
  const lines = written.join('').split('\n');
  update(facts);
  clear();

  expect(Math.max(...lines.map((line) => line.length))).toBe(39);
  expect(written[1]).toBe(`\u001b[${lines.length - 1}A\u001b[0J`);
});

it('what is no terminal gets a line now and then, without a bar and without an escape sequence', () => {
  const written: string[] = [];
  const { update, clear } = showProgress({ write: (text) => written.push(text) });

  update(facts);
  update({ ...facts, elapsed: 21_000 });
  clear();

  expect(written).toEqual([expect.stringMatching(/^collect 2\/4, extract 0\/0, .*20\.0 s, 3 requests a second\n$/)]);
  expect(written.join('')).not.toContain('\u001b');
});
