import type * as z from 'zod';
import { InvalidInputError } from '../shared/errors.ts';
import type { Plugin } from '../shared/plugin-sdk/plugin.ts';

/**
 * Checks a scope config against its plugin's schema and gives it back as it was written. A foreign recording may hold
 * keys that mean nothing to us; a user's own may not.
 *
 * @throws InvalidInputError with the path of what is wrong
 */
export function readScopeConfig(
  plugin: Plugin,
  config: Readonly<Record<string, unknown>>,
  unknownKeys: 'refuse unknown keys' | 'leave unknown keys out',
): Readonly<Record<string, unknown>> {
  const read = plugin.scopeConfig?.safeParse(config);
  if (!read || read.success) return config;
  const unknown = new Set(read.error.issues.flatMap(unknownKeysOf));
  if (unknownKeys === 'refuse unknown keys' || unknown.size === 0) throw refused(read.error);
  const known = Object.fromEntries(Object.entries(config).filter(([key]) => !unknown.has(key)));
  return readScopeConfig(plugin, known, 'refuse unknown keys');
}

const unknownKeysOf = (issue: z.core.$ZodIssue): readonly string[] =>
  issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [];

function refused({ issues: [issue] }: z.ZodError): InvalidInputError {
  const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol');
  return new InvalidInputError(
    `the scope config is refused at ${path.join('.') || 'its top'}: ${issue?.message}`,
    path,
  );
}
