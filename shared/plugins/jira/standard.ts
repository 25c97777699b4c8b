import type { ScopeConfig } from './scope-config.ts';

interface Status {
  readonly id: string;
  readonly name: string;
  /** `new`, `indeterminate`, `done`. */
  readonly category: string;
}

/** A status in our words: as the type's mapping says by id, name or category, else by the category. */
export function standardStatus(config: ScopeConfig, type: string | undefined, status: Status): string {
  const mappings = (type === undefined ? undefined : config.typeMappings[type]?.statusMappings) ?? {};
  const mapped = mappings[status.id] ?? mappings[status.name] ?? mappings[status.category];
  if (mapped !== undefined) return mapped;
  if (status.category === 'done') return 'DONE';
  return status.category === 'new' ? 'TODO' : 'IN_PROGRESS';
}

/** A type in our words: as the mapping says, else a sub-task is one, else its own name. */
export const standardType = (config: ScopeConfig, { name, subtask }: { name: string; subtask: boolean }): string =>
  (config.typeMappings[name]?.standardType || (subtask ? 'SUBTASK' : name)).toUpperCase();
