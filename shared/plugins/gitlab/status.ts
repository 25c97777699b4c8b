const RUNNING = new Set(['running', 'pending', 'preparing', 'waiting_for_resource', 'canceling']);
const RESULTS = new Map([
  ['success', 'SUCCESS'],
  ['completed', 'SUCCESS'],
  ['failed', 'FAILURE'],
  ['canceled', 'CANCELED'],
] as const);
const lower = (word: string | null | undefined) => (word ?? '').toLowerCase();

/** Whether a pipeline, a job or a deployment may still change by itself: what waits for somebody does, too. */
export const isUnfinished = (status: string | null | undefined): boolean =>
  RUNNING.has(lower(status)) || ['created', 'scheduled'].includes(lower(status));

/** The result that a status means; empty while there is none. */
export function resultOf(status: string | null | undefined): 'SUCCESS' | 'FAILURE' | 'CANCELED' | '' {
  for (const [word, result] of RESULTS) if (word === lower(status)) return result;
  return '';
}

/** The status of a pipeline, a job or a deployment. */
export function statusOf(status: string | null | undefined): 'IN_PROGRESS' | 'DONE' | 'OTHER' {
  if (resultOf(status) !== '') return 'DONE';
  return RUNNING.has(lower(status)) ? 'IN_PROGRESS' : 'OTHER';
}

/** Of a deployment only `running` is in progress. */
export const deploymentStatusOf = (status: string | null | undefined): 'IN_PROGRESS' | 'DONE' | 'OTHER' =>
  resultOf(status) !== '' ? 'DONE' : lower(status) === 'running' ? 'IN_PROGRESS' : 'OTHER';
