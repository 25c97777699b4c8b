import { type Row, row } from '../domain/table.ts';
import { type boardIssues, incidentAssignees, incidents, type issueAssignees } from '../domain/ticket.ts';
import type { Issue } from './changes.ts';
import type { Given } from './given.ts';

const STATUS = ['TODO', 'IN_PROGRESS', 'DONE', 'OTHER'] as const;

/** The incident that an issue of type INCIDENT is, and who is at it; any other issue is none. */
export function incidentOf(
  issue: Issue,
  boards: readonly Given<typeof boardIssues>[],
  assignees: readonly Given<typeof issueAssignees>[],
): readonly Row[] {
  if (issue.type !== 'INCIDENT') return [];
  // An issue may be on several boards; the row has room for one, and it is always the same.
  const [board] = boards.map(({ boardId }) => boardId).sort();
  const { id, issueKey, parentIssueId, status } = issue;
  return [
    row(incidents, {
      id,
      url: issue.url,
      incidentKey: issueKey,
      title: issue.title,
      description: issue.description,
      status: STATUS.find((word) => word === status) ?? (status ? 'OTHER' : undefined),
      originalStatus: issue.originalStatus,
      resolutionDate: issue.resolutionDate,
      createdDate: issue.createdDate,
      updatedDate: issue.updatedDate,
      leadTimeMinutes: issue.leadTimeMinutes,
      originalEstimateMinutes: issue.originalEstimateMinutes,
      timeSpentMinutes: issue.timeSpentMinutes,
      timeRemainingMinutes: issue.timeRemainingMinutes,
      creatorId: issue.creatorId,
      creatorName: issue.creatorName,
      parentIncidentId: parentIssueId,
      priority: issue.priority,
      severity: issue.severity,
      urgency: issue.urgency,
      component: issue.component,
      originalProject: issue.originalProject,
      table: board === undefined ? undefined : 'boards',
      scopeId: board,
      assigneeId: issue.assigneeId,
      assigneeName: issue.assigneeName,
      deploymentId: issue.deploymentId,
    }),
    ...assignees.map(({ assigneeId, assigneeName }) =>
      row(incidentAssignees, { incidentId: id, assigneeId, assigneeName }),
    ),
  ];
}
