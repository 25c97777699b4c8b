import type { pullRequests } from '../domain/codereview.ts';
import { type Row, row } from '../domain/table.ts';
import { incidents } from '../domain/ticket.ts';
import { type Given, minutesBetween } from './given.ts';

const STATUS = { OPEN: 'TODO', CLOSED: 'OTHER', MERGED: 'DONE' } as const;
const isStatus = (word: string): word is keyof typeof STATUS => Object.hasOwn(STATUS, word);

/** The incident that a pull request was which takes another one back: its title begins with `Revert `. Any other is none. */
export function revertIncident(pr: Given<typeof pullRequests>): Row | undefined {
  if (!pr.title?.startsWith('Revert ')) return undefined;
  const { id, createdDate, mergedDate, closedDate } = pr;
  const resolutionDate = mergedDate || closedDate || undefined;
  const status = pr.status ?? '';
  return row(incidents, {
    id,
    url: pr.url,
    incidentKey: pr.pullRequestKey == null ? undefined : String(pr.pullRequestKey),
    title: pr.title,
    description: pr.description,
    status: isStatus(status) ? STATUS[status] : 'OTHER',
    originalStatus: pr.originalStatus || status,
    resolutionDate,
    createdDate,
    leadTimeMinutes: createdDate && resolutionDate ? minutesBetween(createdDate, resolutionDate) : undefined,
    creatorId: pr.authorId,
    creatorName: pr.authorName,
    component: pr.component,
    table: 'repos',
    scopeId: pr.baseRepoId,
  });
}
