import { chance, fillLake, type Made, OWNERS, oneOf } from '../sql/fill-lake.ts';

/** How many rows the tables of the promise have. */
export interface Size {
  readonly issues: number;
  readonly pullRequests: number;
  readonly deployments: number;
}

/** Two years, the days after which nothing has happened yet. */
const MINUTES = 731 * 1440;
const START = `TIMESTAMP '2024-01-01'`;

/** The first and the last day, the first of the last ninety, and when it is asked. */
export const PERIOD = {
  first: '2024-01-01',
  last: '2025-12-31',
  quarter: '2025-10-03',
  now: Date.parse('2026-01-01T00:00:00Z'),
} as const;

/** The project that everything is mapped to; four others have a quarter each. */
export const PROJECT = 'all';

const at = (minutes: string): string => `${START} + to_minutes((${minutes})::BIGINT)`;
/** When something happened, unless that is in the future. */
const past = (minutes: string): string => `CASE WHEN ${minutes} < ${MINUTES} THEN ${at(minutes)} END`;
const share = (of: string, percent: number, value: string): string =>
  `CASE WHEN ${chance(of, 100)} < ${percent} THEN ${value} END`;

const issueId = `'jira:JiraIssue:jira:' || i`;
const prId = `'github:GithubPullRequest:github:' || i`;

/** The histories that an issue may have, as its statuses one after the other; nearly a third of all go back or never end. */
const HISTORIES = [
  ...Array.from({ length: 11 }, () => ['TODO', 'IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS', 'DONE']),
  ...Array.from({ length: 3 }, () => ['TODO', 'IN_PROGRESS', 'TODO', 'IN_PROGRESS', 'DONE']),
  ...Array.from({ length: 3 }, () => ['TODO', 'IN_PROGRESS', 'OTHER', 'IN_PROGRESS', 'DONE']),
  ['TODO', 'IN_PROGRESS', 'DONE', 'IN_PROGRESS', 'DONE'],
  ['TODO', 'IN_PROGRESS', 'TODO', 'IN_PROGRESS', 'TODO'],
];
const WORDS = ['Open', 'In Development', 'In Review', 'In Test', 'Closed'];

const listOf = (words: readonly string[]): string => `[${words.map((word) => `'${word}'`).join(', ')}]`;
const histories = `[${HISTORIES.map(listOf).join(', ')}]`;

/** Issues with the minutes of their creation and four changes; one in twenty takes ten times as long. */
const paced = (numbers: string): string => `(
  SELECT i, o, c, s, c + d1 AS t1, c + d1 + d2 AS t2, c + d1 + d2 + d3 AS t3, c + d1 + d2 + d3 + d4 AS t4
  FROM (
    SELECT i, o, ${chance('created', MINUTES)} AS c, ${histories}[${chance('history', HISTORIES.length)} + 1] AS s,
      slow * (1 + ${chance('first', 10_000)}) AS d1, slow * (1 + ${chance('second', 5_000)}) AS d2,
      slow * (1 + ${chance('third', 5_000)}) AS d3, slow * (1 + ${chance('fourth', 5_000)}) AS d4
    FROM (SELECT *, CASE WHEN ${chance('slow', 20)} = 0 THEN 10 ELSE 1 END AS slow FROM ${numbers})
  )
)`;
/** Each status of an issue that it has come to by now; `k` is which. */
const stays = (numbers: string): string => `(
  SELECT i, o, k, s[k] AS status, ${listOf(WORDS)}[k] AS word, since, CASE WHEN till < ${MINUTES} THEN till END AS till
  FROM (
    SELECT i, o, s, unnest([1, 2, 3, 4, 5]) AS k, unnest([c, t1, t2, t3, t4]) AS since,
      unnest([t1, t2, t3, t4, NULL]) AS till
    FROM ${paced(numbers)}
  )
  WHERE since < ${MINUTES}
)`;
const standing = (list: string): string =>
  `${list}[CASE WHEN t4 < ${MINUTES} THEN 5 WHEN t3 < ${MINUTES} THEN 4 WHEN t2 < ${MINUTES} THEN 3 WHEN t1 < ${MINUTES} THEN 2 ELSE 1 END]`;

const tickets = ({ issues }: Size): Readonly<Record<string, Made>> => {
  const resolved = `CASE WHEN t4 < ${MINUTES} AND s[5] = 'DONE' THEN t4 END`;
  // A sprint of two weeks a board; one issue in six is in a second one, too.
  const sprints = OWNERS * 53;
  const sprintAt = `((c + ${chance('planned', 40_000)}) // 20160) % 52`;
  const sprintId = (after: number): string => `'jira:JiraSprint:jira:' || (o + ${OWNERS} * (${sprintAt} + ${after}))`;
  const began = (after: number): string => `(${sprintAt} + ${after}) * 20160`;
  const both = (numbers: string): string => `(
    SELECT i, ${sprintId(0)} AS sprint, greatest(c, ${began(0)} - 2000 + ${chance('in', 6_000)}) AS since,
      ${share('out', 15, `greatest(c, ${began(0)} + 4000) + 6000`)} AS till
    FROM ${paced(numbers)} WHERE ${chance('in', 10)} < 6
    UNION ALL
    SELECT i, ${sprintId(1)}, greatest(c, ${began(1)}), NULL FROM ${paced(numbers)} WHERE ${chance('again', 6)} = 0
  )`;
  return {
    boards: [OWNERS, { id: `'board' || i`, name: `'Board ' || i` }],
    issues: [
      issues,
      {
        id: issueId,
        url: `'https://example.org/browse/KEY-' || i`,
        issue_key: `'KEY-' || i`,
        title: `'An issue of about as many words as people write, number ' || i`,
        description: `repeat('What is wrong, and what should be. ', ${chance('words', 8)}) || i`,
        type: oneOf('type', ['REQUIREMENT', 'REQUIREMENT', 'BUG', 'BUG', 'TASK', 'TASK', 'SUBTASK', 'INCIDENT']),
        original_type: oneOf('type', ['Story', 'Story', 'Bug', 'Bug', 'Task', 'Task', 'Sub-task', 'Incident']),
        status: standing('s'),
        original_status: standing(listOf(WORDS)),
        epic_key: share('epic', 70, `'EPIC-' || ${chance('epics', 300)}`),
        story_point: share('pointed', 60, chance('points', 8)),
        original_estimate_minutes: share('estimated', 40, `60 * (1 + ${chance('estimate', 40)})`),
        time_spent_minutes: share('spent', 50, `30 * (1 + ${chance('time', 120)})`),
        created_date: at('c'),
        updated_date: at(`least(t4, ${MINUTES - 1})`),
        due_date: share('due', 30, at('c + 1440 * 14')),
        resolution_date: `${START} + to_minutes((${resolved})::BIGINT)`,
        lead_time_minutes: `(${resolved}) - c`,
        assignee_id: `'account' || ${chance('assignee', 500)}`,
        creator_id: `'account' || ${chance('creator', 500)}`,
        priority: oneOf('priority', ['High', 'Medium', 'Low']),
        severity: oneOf('severity', ['fatal', 'serious', 'normal', 'prompt']),
        fix_versions: share('fixed', 40, `'1.' || ${chance('version', 50)}`),
        origin: oneOf('origin', ['ops', 'test', 'dev', 'customer']),
      },
      paced,
    ],
    board_issues: [issues, { board_id: `'board' || o`, issue_id: issueId }],
    issue_status_history: [
      issues,
      {
        issue_id: issueId,
        original_status: 'word',
        status: 'status',
        start_date: at('since'),
        end_date: at('till'),
        is_current_status: 'till IS NULL',
        is_first_status: 'k = 1',
        status_time_minutes: `coalesce(till, ${MINUTES}) - since`,
      },
      stays,
    ],
    sprints: [
      sprints,
      {
        id: `'jira:JiraSprint:jira:' || i`,
        name: `'Sprint ' || i`,
        status: `CASE WHEN i // ${OWNERS} < 51 THEN 'CLOSED' ELSE 'ACTIVE' END`,
        started_date: at(`(i // ${OWNERS}) * 20160`),
        ended_date: at(`(i // ${OWNERS} + 1) * 20160`),
        completed_date: past(`(i // ${OWNERS} + 1) * 20160 + 120`),
        original_board_id: `'board' || (i % ${OWNERS})`,
      },
    ],
    board_sprints: [sprints, { board_id: `'board' || (i % ${OWNERS})`, sprint_id: `'jira:JiraSprint:jira:' || i` }],
    issue_sprint_history: [
      issues,
      { issue_id: issueId, sprint_id: 'sprint', start_date: at('since'), end_date: at('till') },
      (numbers) => `(SELECT *, 0 AS o FROM ${both(numbers)})`,
    ],
    sprint_issues: [
      issues,
      { sprint_id: 'sprint', issue_id: issueId },
      (numbers) => `(SELECT * FROM ${both(numbers)} WHERE till IS NULL)`,
    ],
  };
};

const changes = ({ pullRequests }: Size): Readonly<Record<string, Made>> => {
  const shaped = (numbers: string): string => `(
    SELECT *, CASE WHEN kind < 85 THEN 'MERGED' WHEN kind < 95 THEN 'CLOSED' ELSE 'OPEN' END AS fate, c + 30 + wait AS over
    FROM (
      SELECT *, CASE WHEN c + 30 + wait < ${MINUTES} THEN ${chance('fate', 100)} ELSE 99 END AS kind
      FROM (SELECT i, o, ${chance('opened', MINUTES)} AS c, ${chance('merge', 9_000)} AS wait FROM ${numbers})
    )
  )`;
  const coding = chance('coding', 3_000);
  const deploying = chance('deploy', 5_000);
  const metrics = (numbers: string): string => `(
    SELECT *, unnest(['${PROJECT}', 'project' || (o % 4)]) AS project FROM ${shaped(numbers)} WHERE kind < 85
  )`;
  const comments = (numbers: string): string =>
    `(SELECT i * 4 + n AS i, i AS pr, o, c + n * 60 AS since FROM (SELECT *, unnest([0, 1, 2, 3]) AS n FROM ${shaped(numbers)}))`;
  return {
    repos: [OWNERS, { id: `'repo' || i`, name: `'Repository ' || i`, url: `'https://example.org/' || i` }],
    pull_requests: [
      pullRequests,
      {
        id: prId,
        base_repo_id: `'repo' || o`,
        head_repo_id: `'repo' || o`,
        status: 'fate',
        original_status: 'lower(fate)',
        title: `'A change, number ' || i`,
        description: `repeat('What it does, and why. ', ${chance('words', 20)})`,
        url: `'https://example.org/pull/' || i`,
        pull_request_key: 'i',
        author_id: `'account' || ${chance('author', 500)}`,
        created_date: at('c'),
        merged_date: `CASE WHEN fate = 'MERGED' THEN ${at('over')} END`,
        closed_date: `CASE WHEN fate <> 'OPEN' THEN ${at('over')} END`,
        merge_commit_sha: `CASE WHEN fate = 'MERGED' THEN md5('merge' || i) END`,
        type: oneOf('kind', ['feature', 'fix', 'chore']),
        component: oneOf('component', ['api', 'web', 'infra', 'docs']),
        additions: chance('plus', 800),
        deletions: chance('minus', 300),
        is_draft: `fate = 'OPEN' AND ${chance('draft', 5)} = 0`,
      },
      shaped,
    ],
    pull_request_comments: [
      pullRequests,
      {
        id: `'comment' || i`,
        pull_request_id: `'github:GithubPullRequest:github:' || pr`,
        account_id: `'account' || ${chance('commenter', 500)}`,
        body: `repeat('Have you thought of this? ', ${chance('words', 6)})`,
        created_date: at('since'),
        type: oneOf('said', ['REVIEW', 'DIFF', 'NORMAL', 'NORMAL']),
        status: `'COMMENTED'`,
      },
      comments,
    ],
    pull_request_issues: [
      pullRequests,
      { pull_request_id: prId, issue_id: issueId, pull_request_key: 'i', issue_key: `'KEY-' || i` },
      (numbers) => `(SELECT * FROM ${numbers} WHERE ${chance('linked', 10)} < 6)`,
    ],
    project_pr_metrics: [
      pullRequests,
      {
        id: prId,
        project_name: 'project',
        pr_coding_time: share('coded', 95, coding),
        pr_pickup_time: share('picked', 80, chance('pickup', 1_000)),
        pr_review_time: share('picked', 80, chance('review', 3_000)),
        deployment_commit_id: share('deployed', 90, `'deployment' || (i // 4 * 2) || ':0'`),
        pr_deploy_time: share('deployed', 90, deploying),
        pr_cycle_time: `${coding} + over - c + ${deploying}`,
        pr_created_date: at('c'),
        pr_merged_date: at('over'),
        pr_deployed_date: share('deployed', 90, at(`over + ${deploying}`)),
      },
      metrics,
    ],
  };
};

const deliveries = ({ deployments }: Size): Readonly<Record<string, Made>> => {
  const finished = `(i * ${MINUTES} // ${deployments})`;
  const deployment = {
    cicd_scope_id: `'repo' || o`,
    name: `'deploy ' || (i % 50)`,
    result: `CASE WHEN ${chance('failed', 10)} = 0 THEN 'FAILURE' ELSE 'SUCCESS' END`,
    status: `'DONE'`,
    environment: `CASE WHEN i % 3 = 0 THEN 'STAGING' ELSE 'PRODUCTION' END`,
    created_date: at(`${finished} - 9`),
    started_date: at(`${finished} - 8`),
    finished_date: at(finished),
    duration_sec: `100 + ${chance('duration', 900)}`,
  };
  const builds = deployments * 4;
  const built = `(i * ${MINUTES} // ${builds})`;
  const result = oneOf('result', [...Array.from({ length: 8 }, () => 'SUCCESS'), 'FAILURE', 'CANCELED']);
  const build = {
    result,
    status: `'DONE'`,
    cicd_scope_id: `'repo' || o`,
    duration_sec: chance('took', 2_000),
    queued_duration_sec: share('queued', 80, chance('queue', 300)),
    created_date: at(`${built} - 40`),
    started_date: at(`${built} - 35`),
    finished_date: at(built),
  };
  const incidents = Math.ceil(deployments / 20);
  const restored = chance('restored', 3_000);
  return {
    cicd_scopes: [OWNERS, { id: `'repo' || i`, name: `'Repository ' || i` }],
    cicd_deployments: [deployments, { id: `'deployment' || i`, ...deployment }],
    cicd_deployment_commits: [
      deployments,
      {
        id: `'deployment' || i || ':' || n`,
        commit_sha: `md5('merge' || (i * 2 + n))`,
        cicd_deployment_id: `'deployment' || i`,
        ...deployment,
        repo_id: `'repo' || o`,
        prev_success_deployment_commit_id: `'deployment' || (i - ${OWNERS}) || ':' || n`,
      },
      (numbers) => `(SELECT *, unnest([0, 1]) AS n FROM ${numbers})`,
    ],
    cicd_pipelines: [
      builds,
      { id: `'pipeline' || i`, name: `'build ' || (i % 40)`, is_child: `${chance('child', 10)} = 0`, ...build },
    ],
    cicd_pipeline_commits: [
      builds,
      {
        pipeline_id: `'pipeline' || i`,
        commit_sha: `md5('built' || i)`,
        branch: `CASE WHEN i % 2 = 0 THEN 'main' ELSE 'branch' || ${chance('branch', 2_000)} END`,
      },
    ],
    cicd_tasks: [
      builds,
      {
        id: `'task' || i || ':' || n`,
        pipeline_id: `'pipeline' || i`,
        ...build,
        name: `(['lint', 'test', 'build'])[n]`,
      },
      (numbers) => `(SELECT *, unnest([1, 2, 3]) AS n FROM ${numbers})`,
    ],
    incidents: [
      incidents,
      {
        id: `'incident' || i`,
        status: `'DONE'`,
        created_date: at(`${finished} * 20 + 100`),
        resolution_date: past(`${finished} * 20 + 100 + ${restored}`),
        lead_time_minutes: `CASE WHEN ${finished} * 20 + 100 + ${restored} < ${MINUTES} THEN ${restored} END`,
        table: `'boards'`,
        scope_id: `'board' || o`,
      },
    ],
    project_incident_deployment_relationships: [
      incidents,
      { id: `'incident' || i`, project_name: 'project', deployment_id: `'deployment' || (i * 20)` },
      (numbers) => `(SELECT *, unnest(['${PROJECT}', 'project' || (o % 4)]) AS project FROM ${numbers})`,
    ],
  };
};

const projects: Readonly<Record<string, Made>> = {
  projects: [5, { name: `CASE WHEN i = 4 THEN '${PROJECT}' ELSE 'project' || i END` }],
  project_mapping: [
    OWNERS * 6,
    {
      project_name: `CASE WHEN i < ${OWNERS * 3} THEN '${PROJECT}' ELSE 'project' || (i % 4) END`,
      table: `(['boards', 'repos', 'cicd_scopes'])[i // ${OWNERS} % 3 + 1]`,
      row_id: `CASE WHEN i // ${OWNERS} % 3 = 0 THEN 'board' ELSE 'repo' END || (i % ${OWNERS})`,
    },
  ],
};

/** Fills a store's lake with two years of an organisation: all that the metrics read, in twenty scopes. */
export const makeOrganisation = (folder: string, size: Size): Promise<void> =>
  fillLake(folder, { ...projects, ...tickets(size), ...changes(size), ...deliveries(size) });
