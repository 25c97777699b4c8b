import { readFile } from 'node:fs/promises';
import type { Known } from '../../shared/config/check-resource.ts';
import { type Configured, NOTHING } from '../../shared/config/configured.ts';
import { readConfigFile } from '../../shared/config/read-config-file.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { reasonOf } from '../system-error.ts';

/** The file that is read where none is named. */
export const CONFIG_FILE = 'sluice.yaml';

/** What a file is checked against: the plugins, and the metrics that come with Sluice. */
export function known(): Known {
  const { metrics, explanations } = readDefinitions();
  return { plugins, metrics: new Set(metrics.keys()), explanations: new Set(explanations.keys()) };
}

/** Reads what a file describes. @throws InvalidInputError with a line for each thing that is wrong */
export async function readFileOfConfig(path: string, beside: Configured = NOTHING): Promise<Configured> {
  const file = readConfigFile(await textOf(path), known(), beside);
  if (file.kind === 'good') return file.configured;
  const lines = file.problems.map(
    ({ line, column, path: where, message }) =>
      `${path}:${line}:${column}: ${where === '' ? '' : `${where}: `}${message}`,
  );
  throw new InvalidInputError(`${path} cannot be used, nothing was changed\n${lines.join('\n')}`);
}

/** The text of a file that describes the configuration. @throws InvalidInputError */
export async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const remedy = isAbsent ? `${reasonOf(cause)}; sluice get --yaml writes what is configured now` : reasonOf(cause);
    throw new InvalidInputError(`${path} cannot be read: ${remedy}`, [], { cause });
  }
}
