/** The result that a build's or a stage's word means; empty for those that are neither good nor bad. */
export function resultOf(word: string | null | undefined, unstableAs: 'SUCCESS' | 'FAILURE' | '') {
  switch (word) {
    case 'SUCCESS':
      return 'SUCCESS';
    case 'FAILURE':
    case 'FAILED':
      return 'FAILURE';
    case 'ABORTED':
      return 'CANCELED';
    case 'UNSTABLE':
      return unstableAs;
    default:
      return '';
  }
}

const RUNNING = new Set(['IN_PROGRESS', 'PAUSED_PENDING_INPUT']);
const DONE = new Set(['SUCCESS', 'FAILED', 'FAILURE', 'ABORTED', 'UNSTABLE', 'NOT_EXECUTED', 'NOT_BUILT']);

/** The status of a stage. */
export function stageStatusOf(word: string | null | undefined): 'IN_PROGRESS' | 'DONE' | 'OTHER' {
  if (RUNNING.has(word ?? '')) return 'IN_PROGRESS';
  return DONE.has(word ?? '') ? 'DONE' : 'OTHER';
}
