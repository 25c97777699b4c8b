import type { Command } from 'commander';
import { type Candidate, wantedAt } from '../completion/candidates.ts';
import { SCRIPTS, type Shell } from '../completion/scripts.ts';
import type { Asked } from '../completion/values.ts';

/** Prints a script that completes commands, options and values. */
export async function completion(shell: Shell): Promise<number> {
  process.stdout.write(SCRIPTS[shell]);
  return 0;
}

/** Files and folders are completed by the shell itself. */
const BY_SHELL: Readonly<Record<string, string>> = { file: ':files\n', folder: ':folders\n' };

/** Prints what may stand at the end of a line; what cannot be found out is left out, for nobody could read why. */
export async function complete(program: Command, line: readonly string[]): Promise<number> {
  const current = line.at(-1) ?? '';
  const wanted = wantedAt(program, line);
  if (wanted.kind === 'value' && Object.hasOwn(BY_SHELL, wanted.of)) {
    process.stdout.write(BY_SHELL[wanted.of] ?? '');
    return 0;
  }
  const found = wanted.kind === 'known' ? wanted.candidates : await valuesIn(wanted);
  const matching = found.filter(({ value }) => value.startsWith(current));
  process.stdout.write(matching.map(({ value, description }) => `${value}\t${description}\n`).join(''));
  return 0;
}

async function valuesIn(wanted: Asked): Promise<readonly Candidate[]> {
  const { valuesOf } = await import('../completion/values.ts');
  const found = await valuesOf(wanted);
  return found.map(({ value, description }) => ({ value: `${wanted.before}${value}`, description }));
}
