import * as z from 'zod';
import { bool, float, id, instant, int, oneOf, table, text, time } from './table.ts';

/** A place where issues are planned: a repository's issues, a Jira board, a TAPD workspace. */
export const boards = table('boards', ['id'], {
  id: id(),
  name: text(),
  description: text(),
  url: text(),
  createdDate: time(),
  type: text(),
});

/** What issues and incidents have in common: how they went, and what they weigh; each with its columns in this order. */
const course = {
  resolutionDate: time(),
  createdDate: time(),
  updatedDate: time(),
  leadTimeMinutes: int(),
  originalEstimateMinutes: int(),
  timeSpentMinutes: int(),
  timeRemainingMinutes: int(),
  creatorId: text(),
  creatorName: text(),
};
const weight = {
  priority: text(),
  severity: text(),
  urgency: text(),
  component: text(),
  originalProject: text(),
};

/** A piece of planned work: requirement, bug, incident, task. */
export const issues = table('issues', ['id'], {
  id: id(),
  url: text(),
  iconUrl: text(),
  issueKey: text(),
  title: text(),
  description: text(),
  epicKey: text(),
  type: text(),
  originalType: text(),
  /** TODO, IN_PROGRESS, DONE, OTHER, or what a mapping says. */
  status: text(),
  originalStatus: text(),
  storyPoint: float(),
  ...course,
  assigneeId: text(),
  assigneeName: text(),
  parentIssueId: text(),
  ...weight,
  isSubtask: bool(),
  dueDate: time(),
  fixVersions: text(),
  origin: text(),
  /** The deployment that an incident names as its cause; only a push does. */
  deploymentId: text(),
});

/** Which issues are on which board. */
export const boardIssues = table('board_issues', ['boardId', 'issueId'], { boardId: id(), issueId: id() });

/** A time box: sprint, iteration, milestone. */
export const sprints = table('sprints', ['id'], {
  id: id(),
  name: text(),
  url: text(),
  status: text(),
  startedDate: time(),
  endedDate: time(),
  completedDate: time(),
  originalBoardId: text(),
});

/** Which sprints belong to which board. */
export const boardSprints = table('board_sprints', ['boardId', 'sprintId'], { boardId: id(), sprintId: id() });

/** Which issues are in which sprint; sorted under the issue, which is what names the sprint. */
export const sprintIssues = table('sprint_issues', ['sprintId', 'issueId'], { sprintId: id(), issueId: id() });

/** How long an issue was in a sprint, as its changes tell; a table of ours. */
export const issueSprintHistory = table('issue_sprint_history', ['issueId', 'sprintId', 'startDate'], {
  issueId: id(),
  sprintId: id(),
  startDate: instant(),
  endDate: time(),
});

/** One change of one field of an issue. */
export const issueChangelogs = table('issue_changelogs', ['id'], {
  id: id(),
  issueId: id(),
  authorId: text(),
  authorName: text(),
  fieldId: text(),
  fieldName: text(),
  originalFromValue: text(),
  originalToValue: text(),
  fromValue: text(),
  toValue: text(),
  createdDate: time(),
});

/** A comment on an issue. */
export const issueComments = table('issue_comments', ['id'], {
  id: id(),
  issueId: id(),
  body: text(),
  accountId: text(),
  createdDate: time(),
  updatedDate: time(),
});

/** A label of an issue. */
export const issueLabels = table('issue_labels', ['issueId', 'labelName'], { issueId: id(), labelName: id() });

/** Somebody an issue is assigned to. */
export const issueAssignees = table('issue_assignees', ['issueId', 'assigneeId'], {
  issueId: id(),
  assigneeId: id(),
  assigneeName: text(),
});

/** How long an issue was in a status: from one change to the next, the last interval is open. */
export const issueStatusHistory = table('issue_status_history', ['issueId', 'originalStatus', 'startDate'], {
  issueId: id(),
  originalStatus: z.string(),
  startDate: instant(),
  status: text(),
  endDate: time(),
  isCurrentStatus: bool(),
  isFirstStatus: bool(),
  statusTimeMinutes: int(),
});

/** How long an issue was assigned to somebody. */
export const issueAssigneeHistory = table('issue_assignee_history', ['issueId', 'assignee', 'startDate'], {
  issueId: id(),
  assignee: id(),
  startDate: instant(),
  endDate: time(),
});

/** That one issue has to do with another, in the words of the source. */
export const issueRelationships = table('issue_relationships', ['sourceIssueId', 'targetIssueId', 'originalType'], {
  sourceIssueId: id(),
  targetIssueId: id(),
  originalType: id(),
});

/** Time that somebody spent on an issue. */
export const issueWorklogs = table('issue_worklogs', ['id'], {
  id: id(),
  authorId: text(),
  comment: text(),
  timeSpentMinutes: int(),
  loggedDate: time(),
  startedDate: time(),
  issueId: id(),
});

/** One value of a custom field that holds a list. */
export const issueCustomArrayFields = table('issue_custom_array_fields', ['issueId', 'fieldId', 'fieldValue'], {
  issueId: id(),
  fieldId: id(),
  fieldValue: id(),
});

/** Something that broke for users; `table` and `scopeId` say where it was reported. */
export const incidents = table('incidents', ['id'], {
  id: id(),
  url: text(),
  incidentKey: text(),
  title: text(),
  description: text(),
  status: oneOf(['TODO', 'IN_PROGRESS', 'DONE', 'OTHER']),
  originalStatus: text(),
  ...course,
  parentIncidentId: text(),
  ...weight,
  table: oneOf(['boards', 'repos']),
  scopeId: text(),
  assigneeId: text(),
  assigneeName: text(),
  /** The deployment that it names as its cause; only a push does. */
  deploymentId: text(),
});

/** Somebody an incident is assigned to. */
export const incidentAssignees = table('incident_assignees', ['incidentId', 'assigneeId'], {
  incidentId: id(),
  assigneeId: id(),
  assigneeName: text(),
});
