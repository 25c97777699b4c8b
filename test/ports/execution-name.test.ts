import { expect, test } from 'vitest';
import { executionName } from '../../shared/aws/sfn-machine.ts';

test('a short plain run keeps its name', () => {
  expect(executionName('run-2024_01', 3)).toBe('run-2024_01-3');
});

test('a name has 80 characters of the allowed ones at most', () => {
  const name = executionName('blueprint/été '.repeat(20), 12);

  expect(name).toMatch(/^[A-Za-z0-9_-]{80}$/);
  expect(name.endsWith('-12')).toBe(true);
});

test('runs that differ have names that differ', () => {
  const runs = ['a/b', 'a:b', 'a-b', 'x'.repeat(90), 'x'.repeat(91)];

  expect(new Set(runs.map((run) => executionName(run, 1))).size).toBe(runs.length);
});
