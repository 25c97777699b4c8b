import type { Find, Lookup } from '../../plugin-sdk/lookup.ts';
import type { ScopeConfig } from './scope-config.ts';

/** What TAPD calls a story that is not yet planned. */
const DRAFT = '草稿';

/**
 * A status of a story or a bug in our words, by what it is called: as the mapping says; without one, what nothing follows
 * is done. `keys` are what the workflow's last steps may know it by.
 */
export function standardStatus(
  { statusMappings }: ScopeConfig,
  called: string | undefined,
  { find, lastStep, keys }: { find: Find; lastStep: Lookup<true>; keys: readonly string[] },
): string {
  if (Object.keys(statusMappings).length > 0) return (statusMappings[called ?? ''] ?? 'OTHER').toUpperCase();
  if (keys.some((key) => find(lastStep, key))) return 'DONE';
  return called === DRAFT ? 'TODO' : 'IN_PROGRESS';
}

/** A status of a task in our words: tasks have these three everywhere. */
export function taskStatus(key: string | undefined): string {
  if (key === 'done') return 'DONE';
  return key === 'progressing' ? 'IN_PROGRESS' : 'TODO';
}

/** A type in our words: as the mapping says. */
export const standardType = ({ typeMappings }: ScopeConfig, called: string, byDefault: string): string =>
  (typeMappings[called] || byDefault).toUpperCase();

const PRIORITIES: Readonly<Record<string, string>> = { 1: 'Nice To Have', 2: 'Low', 3: 'Middle', 4: 'High' };

/** The priority of a story or a task, which TAPD numbers. */
export const priorityOf = (number: string | undefined): string | undefined =>
  number === undefined ? undefined : (PRIORITIES[number] ?? number);
