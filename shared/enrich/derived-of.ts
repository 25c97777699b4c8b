/** Rows of a table that a derived row was made of: `columns` of the derived row are the beginning of their key. */
export interface MadeOf {
  readonly table: string;
  readonly columns: readonly string[];
}

const issue: MadeOf = { table: 'issues', columns: ['issueId'] };
const pipeline = (column: string): MadeOf => ({ table: 'cicd_pipelines', columns: [column] });
const commit = (column: string): MadeOf => ({ table: 'commits', columns: [column] });

/** What each enricher makes its rows of, as far as a row names it; changes of issues are found by the issue. */
export const derivedOf: ReadonlyMap<string, readonly MadeOf[]> = new Map([
  ['issue_status_history', [issue]],
  ['issue_assignee_history', [issue]],
  ['issue_sprint_history', [issue, { table: 'sprints', columns: ['sprintId'] }]],
  // An issue of that type, or a pull request that takes another one back.
  [
    'incidents',
    [
      { table: 'issues', columns: ['id'] },
      { table: 'pull_requests', columns: ['id'] },
    ],
  ],
  [
    'incident_assignees',
    [
      { table: 'issues', columns: ['incidentId'] },
      { table: 'issue_assignees', columns: ['incidentId', 'assigneeId'] },
    ],
  ],
  ['cicd_deployments', [pipeline('id')]],
  ['cicd_deployment_commits', [pipeline('cicdDeploymentId')]],
  ['commits_diffs', [commit('newCommitSha'), commit('oldCommitSha'), commit('commitSha')]],
  [
    'project_pr_metrics',
    [
      { table: 'pull_requests', columns: ['id'] },
      commit('firstCommitSha'),
      { table: 'pull_request_comments', columns: ['firstReviewId'] },
      { table: 'cicd_deployment_commits', columns: ['deploymentCommitId'] },
    ],
  ],
  [
    'project_incident_deployment_relationships',
    [
      { table: 'incidents', columns: ['id'] },
      { table: 'cicd_deployments', columns: ['deploymentId'] },
    ],
  ],
  [
    'pull_request_issues',
    [
      { table: 'pull_requests', columns: ['pullRequestId'] },
      { table: 'issues', columns: ['issueId'] },
    ],
  ],
  ['issue_commits', [commit('commitSha'), { table: 'issues', columns: ['issueId'] }]],
  ['user_accounts', [{ table: 'accounts', columns: ['accountId'] }]],
]);

/** Histories are made of changes: of their issue, at the moments at which an interval begins or ends. */
export const madeOfChanges: ReadonlySet<string> = new Set([
  'issue_status_history',
  'issue_assignee_history',
  'issue_sprint_history',
]);
