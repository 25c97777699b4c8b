import type { RunHead } from '../contract/run.ts';
import type { TablePort } from './ports.ts';
import { changeScope, type OpenScope, scopeDerivation } from './scopes.ts';

/** What is remembered instead of a derivation when a run derived some records otherwise than it was planned. */
export const mixedIn = (run: string): string => `mixed in ${run}`;

/**
 * Tells the scope that this worker derives records otherwise than the run was planned: its code is older or newer, as
 * while a deployment goes on, or the mapping has changed since. The next run derives everything again.
 */
export async function noteMixed(table: TablePort, head: RunHead, scope: OpenScope): Promise<void> {
  const { key } = scope.record;
  const planned = head.scopes.find((one) => one.key === key)?.derivation ?? '';
  if (planned === '' || planned === scopeDerivation(scope)) return;
  const derivation = mixedIn(head.run);
  await changeScope(table, key, (before) => (before.derivation === derivation ? undefined : { ...before, derivation }));
}
