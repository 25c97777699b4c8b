import { chance, fillLake, hashOf, type Made, minutesAfter, OWNERS, oneOf } from './fill-lake.ts';

/** How many rows the tables of the promise have. */
export interface Size {
  readonly issues: number;
  readonly pullRequests: number;
  readonly deployments: number;
}

/** Days over which everything happened. */
const DAYS = 1460;

const START = `TIMESTAMP '2022-01-01'`;

const generated = (size: Size): Readonly<Record<string, Made>> => {
  const created = minutesAfter(START, 'created', DAYS * 1440);
  const isDone = `${chance('done', 10)} < 8`;
  const done = minutesAfter(created, 'lead', 40_000);
  const merged = minutesAfter(created, 'merge', 14_000);
  const isMerged = `${chance('merged', 10)} < 8`;
  const finished = `${START} + to_minutes((i * ${DAYS * 1440} // ${size.deployments})::BIGINT)`;
  const result = `CASE WHEN ${chance('failed', 10)} = 0 THEN 'FAILURE' ELSE 'SUCCESS' END`;
  const deployment = {
    cicd_scope_id: `'repo' || o`,
    name: `'deploy ' || (i % 50)`,
    result,
    status: `'DONE'`,
    environment: `CASE WHEN i % 3 = 0 THEN 'STAGING' ELSE 'PRODUCTION' END`,
    created_date: `${finished} - INTERVAL 9 MINUTE`,
    started_date: `${finished} - INTERVAL 8 MINUTE`,
    finished_date: finished,
    duration_sec: '480.0',
  };
  return {
    projects: [4, { name: `'project' || i` }],
    boards: [OWNERS, { id: `'board' || i`, name: `'Board ' || i` }],
    repos: [OWNERS, { id: `'repo' || i`, name: `'Repository ' || i`, url: `'https://example.org/' || i` }],
    cicd_scopes: [OWNERS, { id: `'repo' || i`, name: `'Repository ' || i` }],
    project_mapping: [
      OWNERS * 3,
      {
        project_name: `'project' || (i % 4)`,
        table: `(['boards', 'repos', 'cicd_scopes'])[i // ${OWNERS} + 1]`,
        row_id: `CASE WHEN i < ${OWNERS} THEN 'board' ELSE 'repo' END || (i % ${OWNERS})`,
      },
    ],
    issues: [
      size.issues,
      {
        id: `'jira:JiraIssue:jira:' || i`,
        url: `'https://example.org/browse/KEY-' || i`,
        issue_key: `'KEY-' || i`,
        title: `'An issue of about as many words as people write, number ' || i`,
        description: `repeat('What is wrong, and what should be. ', ${chance('words', 8)}) || i`,
        type: oneOf('type', ['REQUIREMENT', 'REQUIREMENT', 'BUG', 'BUG', 'TASK', 'TASK', 'SUBTASK', 'INCIDENT']),
        original_type: oneOf('type', ['Story', 'Story', 'Bug', 'Bug', 'Task', 'Task', 'Sub-task', 'Incident']),
        status: `CASE WHEN ${isDone} THEN 'DONE' WHEN ${chance('open', 2)} = 0 THEN 'TODO' ELSE 'IN_PROGRESS' END`,
        original_status: `CASE WHEN ${isDone} THEN 'Closed' ELSE 'Open' END`,
        story_point: `${chance('points', 8)}::DOUBLE`,
        created_date: created,
        updated_date: done,
        resolution_date: `CASE WHEN ${isDone} THEN ${done} END`,
        lead_time_minutes: `CASE WHEN ${isDone} THEN ${chance('lead', 40_000)} END`,
        assignee_id: `'account' || ${chance('assignee', 500)}`,
        creator_id: `'account' || ${chance('creator', 500)}`,
        priority: oneOf('priority', ['High', 'Medium', 'Low']),
      },
    ],
    board_issues: [size.issues, { board_id: `'board' || o`, issue_id: `'jira:JiraIssue:jira:' || i` }],
    issue_status_history: [
      size.issues * 2,
      {
        issue_id: `'jira:JiraIssue:jira:' || (i // 2)`,
        original_status: `CASE WHEN i % 2 = 0 THEN 'Open' ELSE 'Closed' END`,
        status: `CASE WHEN i % 2 = 0 THEN 'IN_PROGRESS' ELSE 'DONE' END`,
        start_date: minutesAfter(`${START} + to_minutes((hash(i // 2) % ${DAYS * 1440})::BIGINT)`, 'open', 10_000),
        end_date: `CASE WHEN i % 2 = 0 THEN ${START} + to_minutes((hash(i // 2) % ${DAYS * 1440} + 20000)::BIGINT) END`,
        is_current_status: 'i % 2 = 1',
        is_first_status: 'i % 2 = 0',
      },
    ],
    pull_requests: [
      size.pullRequests,
      {
        id: `'github:GithubPullRequest:github:' || i`,
        base_repo_id: `'repo' || o`,
        status: `CASE WHEN ${isMerged} THEN 'MERGED' ELSE 'OPEN' END`,
        title: `'A change, number ' || i`,
        pull_request_key: 'i',
        author_id: `'account' || ${chance('author', 500)}`,
        created_date: created,
        merged_date: `CASE WHEN ${isMerged} THEN ${merged} END`,
        merge_commit_sha: `md5('merge' || i)`,
        additions: chance('plus', 800),
        deletions: chance('minus', 300),
        is_draft: 'false',
      },
    ],
    pull_request_comments: [
      size.pullRequests * 2,
      {
        id: `'comment' || i`,
        pull_request_id: `'github:GithubPullRequest:github:' || (i // 2)`,
        account_id: `'account' || ${chance('commenter', 500)}`,
        created_date: minutesAfter(
          `${START} + to_minutes((hash((i // 2) * 31 + ${hashOf('created')}) % ${DAYS * 1440})::BIGINT)`,
          'said',
          5_000,
        ),
        type: `CASE WHEN i % 2 = 0 THEN 'REVIEW' ELSE 'NORMAL' END`,
        status: `CASE WHEN i % 2 = 0 THEN 'APPROVED' END`,
      },
    ],
    project_pr_metrics: [
      size.pullRequests,
      {
        id: `'github:GithubPullRequest:github:' || i`,
        project_name: `'project' || (o % 4)`,
        pr_coding_time: chance('coding', 3_000),
        pr_pickup_time: chance('pickup', 1_000),
        pr_review_time: chance('review', 3_000),
        pr_deploy_time: chance('deploy', 5_000),
        pr_cycle_time: chance('cycle', 12_000),
        pr_created_date: created,
        pr_merged_date: merged,
        pr_deployed_date: minutesAfter(merged, 'deploy', 5_000),
      },
    ],
    cicd_deployments: [size.deployments, { id: `'deployment' || i`, ...deployment }],
    cicd_deployment_commits: [
      size.deployments,
      {
        id: `'deployment' || i || ':url'`,
        commit_sha: `md5('merge' || (i * 2))`,
        cicd_deployment_id: `'deployment' || i`,
        ...deployment,
        repo_id: `'repo' || o`,
      },
    ],
    incidents: [
      Math.ceil(size.deployments / 20),
      {
        id: `'incident' || i`,
        status: `'DONE'`,
        created_date: created,
        resolution_date: minutesAfter(created, 'restored', 3_000),
        lead_time_minutes: chance('restored', 3_000),
        table: `'boards'`,
        scope_id: `'board' || o`,
      },
    ],
    project_incident_deployment_relationships: [
      Math.ceil(size.deployments / 20),
      { id: `'incident' || i`, project_name: `'project' || (o % 4)`, deployment_id: `'deployment' || (i * 17)` },
    ],
  };
};

/** Fills a store's lake with an organisation's work, as `publish` would have written it: a file for each scope. */
export const makeOrganisation = (folder: string, size: Size): Promise<void> => fillLake(folder, generated(size));
