const RUNNING = new Set(['queued', 'in_progress', 'waiting', 'pending', 'requested']);
const FAILED = new Set(['failure', 'timed_out', 'startup_failure', 'error']);
const DEPLOYED = new Set(['success', 'active', 'inactive']);
const WITHOUT_RESULT = new Set(['skipped', 'neutral', 'stale', 'action_required']);

const lower = (word: string | null | undefined): string => (word ?? '').toLowerCase();

/** Whether a status means that something is still going on. */
export const isRunning = (status: string | null | undefined): boolean => RUNNING.has(lower(status));

/** The result that a conclusion means; empty for the ones that are neither good nor bad. */
export function resultOf(conclusion: string | null | undefined): 'SUCCESS' | 'FAILURE' | 'CANCELED' | '' {
  const word = lower(conclusion);
  if (DEPLOYED.has(word)) return 'SUCCESS';
  if (FAILED.has(word)) return 'FAILURE';
  return word === 'cancelled' ? 'CANCELED' : '';
}

/** The status of a run, a job or a deployment. Old runs carry their conclusion in the status column. */
export function statusOf(status: string | null | undefined): 'IN_PROGRESS' | 'DONE' | 'OTHER' {
  const word = lower(status);
  if (RUNNING.has(word)) return 'IN_PROGRESS';
  return word === 'completed' || resultOf(word) !== '' || WITHOUT_RESULT.has(word) ? 'DONE' : 'OTHER';
}
