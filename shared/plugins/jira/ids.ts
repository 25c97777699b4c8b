import type { Person } from './fields.ts';

const idOf =
  (entity: string) =>
  (connection: string, ...parts: readonly string[]): string =>
    ['jira', entity, connection, ...parts].join(':');

export const boardId = idOf('JiraBoard');
/** Of an issue by its number: its key changes when it is moved. */
export const issueId = idOf('JiraIssue');
export const sprintId = idOf('JiraSprint');
/** Of somebody; account ids of the cloud hold a colon. */
export const accountId = idOf('JiraAccount');
/** Of a worklog: issue, worklog. */
export const worklogId = idOf('JiraWorklog');
/** Of one changed field: change, field. */
export const changeId = idOf('JiraIssueChangelogItems');
/** Of a version of a project. */
export const versionId = idOf('JiraVersion');
/** Of a comment: issue, comment. */
export const commentId = idOf('JiraIssueComment');

/** What identifies somebody: the account's id in the cloud, the key or the name on a server of one's own. */
export const keyOf = (person: Person | null | undefined): string | undefined =>
  person?.accountId || person?.key || person?.name || undefined;

/** Of somebody who is mentioned; absent when nobody is. */
export function personId(connection: string, person: Person | null | undefined): string | undefined {
  const key = keyOf(person);
  return key ? accountId(connection, key) : undefined;
}
