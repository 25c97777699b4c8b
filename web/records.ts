import { literal } from './sql.ts';

/** What records are asked for. */
export interface Wanted {
  readonly project: string;
  /** Instants: from the first, before the second. */
  readonly from: string;
  readonly to: string;
  /** One series of a chart, where the records differ by it. */
  readonly series: string;
  /** The states after it, with commas: what has come to one of them is no longer in its band. */
  readonly later?: string;
}

/** A list of records that a number was made of. */
export interface RecordList {
  readonly title: string;
  /** The table of the row that each line leads to, by its first column, unless a column `in_table` says; none: it leads nowhere. */
  readonly table?: string;
  readonly sql: (wanted: Wanted) => string;
}

const time = (text: string): string => `TIMESTAMP ${literal(text.replace('T', ' ').replace(/(\.\d+)?Z$/, ''))}`;
const mapped = (project: string, table: string): string =>
  `SELECT row_id FROM project_mapping WHERE project_name = ${literal(project)} AND "table" = ${literal(table)}`;
const ours = (project: string): string =>
  `i.id IN (SELECT issue_id FROM board_issues WHERE board_id IN (${mapped(project, 'boards')}))`;
const ISSUE =
  'i.id, i.issue_key AS issue, i.title, i.type, i.original_status AS status, i.created_date AS created, i.resolution_date AS resolved';
/** No names: lists are of work, not of people. */
const PULL =
  "p.id, '#' || p.pull_request_key AS number, p.title, p.status, p.created_date AS created, p.merged_date AS merged, p.additions + p.deletions AS lines";
/** When a pull request was no longer open. */
const OVER = `CASE p.status WHEN 'MERGED' THEN p.merged_date WHEN 'CLOSED' THEN p.closed_date END`;

/** How long each issue was in each status; of one without changes only its resolution is known: it was open before. */
const INTERVALS = `(
  SELECT issue_id, status, original_status, start_date AS since, end_date AS till
  FROM issue_status_history WHERE NOT (is_first_status IS TRUE AND is_current_status IS TRUE)
  UNION ALL
  SELECT id, status, original_status, CASE WHEN status = 'DONE' THEN greatest(created_date, coalesce(resolution_date, created_date)) ELSE created_date END, NULL
  FROM issues WHERE id NOT IN (SELECT issue_id FROM issue_status_history WHERE is_first_status AND is_current_status IS NOT TRUE)
  UNION ALL
  SELECT id, NULL, NULL, created_date, resolution_date
  FROM issues WHERE status = 'DONE' AND resolution_date > created_date AND id NOT IN (SELECT issue_id FROM issue_status_history WHERE is_first_status AND is_current_status IS NOT TRUE))`;
/** Which status each issue had at a time. */
const standing = (at: string): string =>
  `(SELECT * FROM ${INTERVALS} WHERE since < ${at} AND (till IS NULL OR till >= ${at}))`;
/** What of each interval lies in a time, in minutes. */
const spent = ({ from, to }: Wanted): string => `(
  SELECT v.issue_id, v.status, v.original_status, epoch(least(coalesce(v.till, e.at), e.at) - greatest(v.since, ${time(from)})) / 60 AS minutes
  FROM ${INTERVALS} v CROSS JOIN (SELECT least(${time(to)}, now() AT TIME ZONE 'UTC') AS at) e
  WHERE v.since < e.at AND (v.till IS NULL OR v.till >= ${time(from)}))`;
const openAt = ({ to }: Wanted): string =>
  `i.id IN (SELECT issue_id FROM ${standing(time(to))} WHERE status IS DISTINCT FROM 'DONE')`;

const issuesWhere = (title: string, where: (wanted: Wanted) => string, order = 'i.created_date'): RecordList => ({
  title,
  table: 'issues',
  sql: (wanted) =>
    `SELECT ${ISSUE}, i.lead_time_minutes FROM issues i WHERE ${ours(wanted.project)} AND ${where(wanted)} ORDER BY ${order}`,
});
const pullsWhere = (title: string, where: (wanted: Wanted) => string, order = 'p.created_date'): RecordList => ({
  title,
  table: 'pull_requests',
  sql: (wanted) =>
    `SELECT ${PULL} FROM pull_requests p WHERE p.base_repo_id IN (${mapped(wanted.project, 'repos')}) AND ${where(wanted)} ORDER BY ${order}`,
});
const within = (column: string, { from, to }: Pick<Wanted, 'from' | 'to'>): string =>
  `${column} >= ${time(from)} AND ${column} < ${time(to)}`;

const buildsWhere = (wanted: Wanted, where: string): string =>
  `SELECT b.id, b.display_title AS build, b.name AS pipeline, b.result, b.finished_date AS finished, b.duration_sec / 60.0 AS took_minutes FROM cicd_pipelines b WHERE b.is_child IS NOT TRUE AND b.cicd_scope_id IN (${mapped(wanted.project, 'cicd_scopes')}) AND ${within('b.finished_date', wanted)} AND ${where} ORDER BY b.finished_date DESC`;
/** Successful deployments to production, each once, finished when the last of its commits was. */
const production = (project: string): string =>
  `(SELECT coalesce(nullif(cicd_deployment_id, ''), id) AS id, max(finished_date) AS finished FROM cicd_deployment_commits WHERE result = 'SUCCESS' AND environment = 'PRODUCTION' AND cicd_scope_id IN (${mapped(project, 'cicd_scopes')}) GROUP BY 1)`;
/** Issues of that type, and what was pushed as an incident; one in both is one. */
const incidents = (project: string): string => {
  const columns = (of: string, key: string): string =>
    `id, ${of} AS in_table, ${key} AS incident, title, coalesce(nullif(component, ''), 'none') AS component, created_date AS created, resolution_date AS resolved, lead_time_minutes AS lasted_minutes`;
  const places = `SELECT row_id FROM project_mapping WHERE project_name = ${literal(project)}`;
  const theirs = `SELECT ${columns("'issues'", 'issue_key')} FROM issues i WHERE i.type = 'INCIDENT' AND ${ours(project)}`;
  return `(${theirs} UNION ALL SELECT ${columns("'incidents'", 'incident_key')} FROM incidents WHERE scope_id IN (${places}) AND id NOT IN (SELECT id FROM (${theirs})))`;
};

/** Lists by name; an address of the page names one. */
export const recordLists: Readonly<Record<string, RecordList>> = {
  'issues-resolved': issuesWhere('Issues that were resolved', (wanted) => within('i.resolution_date', wanted)),
  'issues-created': issuesWhere('Issues that were created', (wanted) => within('i.created_date', wanted)),
  'issues-open': issuesWhere('Issues that were open at the end', openAt),
  'bugs-open': issuesWhere('Bugs that were open at the end', (wanted) => `i.type = 'BUG' AND ${openAt(wanted)}`),
  'issues-in-state': {
    title: 'Issues in the state at the end',
    table: 'issues',
    sql: ({ project, to, series }) =>
      `SELECT ${ISSUE}, h.since FROM issues i JOIN ${standing(time(to))} h ON h.issue_id = i.id WHERE ${ours(project)}${series === '' ? '' : ` AND (upper(h.original_status) = upper(${literal(series)}) OR upper(h.status) = upper(${literal(series)}))`} ORDER BY h.since`,
  },
  'issues-in-band': {
    title: 'Issues that had come to the state, and to none after it',
    table: 'issues',
    sql: ({ project, to, series, later = '' }) => {
      const been = (states: readonly string[]): string =>
        `(SELECT issue_id FROM ${INTERVALS} WHERE since < ${time(to)} AND (upper(original_status) IN (${states.map((state) => `upper(${literal(state)})`).join(', ')}) OR upper(status) IN (${states.map((state) => `upper(${literal(state)})`).join(', ')})))`;
      const after = later === '' ? '' : ` AND i.id NOT IN ${been(later.split(','))}`;
      return `SELECT ${ISSUE} FROM issues i WHERE ${ours(project)} AND i.id IN ${been([series])}${after} ORDER BY i.created_date`;
    },
  },
  'issues-in-progress': {
    title: 'Issues that were in progress at the end, the longest first',
    table: 'issues',
    sql: ({ project, from, to }) => `WITH begun AS (
        SELECT issue_id, min(start_date) AS started FROM issue_status_history WHERE status = 'IN_PROGRESS' GROUP BY issue_id
      ), usual AS (
        SELECT quantile_disc(i.resolution_date - started, 0.85) AS most FROM issues i JOIN begun ON begun.issue_id = i.id
        WHERE ${ours(project)} AND i.resolution_date >= started AND ${within('i.resolution_date', { from, to })}
      ), ends AS (SELECT least(${time(to)}, (now() AT TIME ZONE 'UTC')) AS at)
      SELECT i.id, i.issue_key AS issue, i.title, i.type, h.original_status AS status,
        epoch(ends.at - h.since) / 60 AS in_status_minutes, epoch(ends.at - started) / 60 AS in_progress_minutes,
        CASE WHEN ends.at - started > most THEN 'longer than 85 %' ELSE '' END AS compared_with_what_was_finished
      FROM issues i JOIN ${standing(time(to))} h ON h.issue_id = i.id JOIN begun ON begun.issue_id = i.id CROSS JOIN usual CROSS JOIN ends
      WHERE ${ours(project)} AND h.status = 'IN_PROGRESS' ORDER BY started`,
  },
  'time-in-status': {
    title: 'Time that issues spent in each status',
    sql: (wanted) =>
      `SELECT s.original_status AS status, s.status AS state, sum(s.minutes) AS spent_minutes, count(DISTINCT s.issue_id) AS issues FROM ${spent(wanted)} s JOIN issues i ON i.id = s.issue_id WHERE ${ours(wanted.project)} AND s.status IS DISTINCT FROM 'DONE' GROUP BY 1, 2 ORDER BY 3 DESC`,
  },
  'issues-waited': {
    title: 'How long issues waited and were worked on in this time, what waited longest first',
    table: 'issues',
    sql: (wanted) =>
      `SELECT ${ISSUE}, s.waited_minutes, s.worked_minutes FROM issues i JOIN (SELECT issue_id, coalesce(sum(minutes) FILTER (status = 'TODO'), 0) AS waited_minutes, coalesce(sum(minutes) FILTER (status = 'IN_PROGRESS'), 0) AS worked_minutes FROM ${spent(wanted)} GROUP BY 1) s ON s.issue_id = i.id WHERE ${ours(wanted.project)} AND s.waited_minutes + s.worked_minutes > 0 ORDER BY s.waited_minutes DESC`,
  },
  'sprint-issues': {
    title: 'Issues of the sprint',
    table: 'issues',
    sql: ({ project, series }) =>
      `SELECT ${ISSUE}, i.story_point AS points FROM issues i JOIN sprint_issues m ON m.issue_id = i.id JOIN sprints s ON s.id = m.sprint_id WHERE ${ours(project)} AND s.name = ${literal(series)} ORDER BY i.issue_key`,
  },
  'bugs-by-release': {
    title: 'Bugs by release',
    sql: ({ project, to }) =>
      `SELECT release, count(*) FILTER (s.status IS DISTINCT FROM 'DONE') AS open, count(*) FILTER (s.status = 'DONE') AS done FROM (SELECT i.id, i.created_date, trim(unnest(string_split(i.fix_versions, ','))) AS release FROM issues i WHERE i.type = 'BUG' AND nullif(i.fix_versions, '') IS NOT NULL AND ${ours(project)}) b JOIN ${standing(time(to))} s ON s.issue_id = b.id GROUP BY release ORDER BY max(b.created_date) DESC`,
  },
  'release-bugs': {
    title: 'Bugs of the release',
    table: 'issues',
    sql: ({ project, series }) =>
      `SELECT ${ISSUE}, i.fix_versions AS releases FROM issues i WHERE ${ours(project)} AND i.type = 'BUG' AND list_contains(list_transform(string_split(coalesce(i.fix_versions, ''), ','), v -> trim(v)), ${literal(series)}) ORDER BY i.created_date`,
  },
  'pulls-merged': pullsWhere('Pull requests that were merged', (wanted) => within('p.merged_date', wanted)),
  'pulls-opened': pullsWhere('Pull requests that were opened', (wanted) => within('p.created_date', wanted)),
  'pulls-open': {
    title: 'Pull requests that were open at the end',
    table: 'pull_requests',
    sql: ({ project, to, series }) =>
      `SELECT ${PULL}, epoch(least(${time(to)}, now() AT TIME ZONE 'UTC') - p.created_date) / 60 AS open_for_minutes, CASE WHEN p.is_draft THEN 'draft' ELSE '' END AS draft FROM pull_requests p WHERE p.base_repo_id IN (${mapped(project, 'repos')}) AND p.created_date < ${time(to)} AND coalesce(${OVER}, ${time(to)}) >= ${time(to)}${series === '' ? '' : ` AND p.is_draft IS ${series === 'draft' ? '' : 'NOT '}TRUE`} ORDER BY p.created_date`,
  },
  'pulls-unreviewed': pullsWhere(
    'Pull requests that were merged without a review',
    (wanted) =>
      `${within('p.merged_date', wanted)} AND p.id NOT IN (SELECT c.pull_request_id FROM pull_request_comments c JOIN pull_requests q ON q.id = c.pull_request_id WHERE c.type IN ('DIFF', 'REVIEW') AND (nullif(q.author_id, '') IS NULL OR c.account_id IS DISTINCT FROM q.author_id))`,
  ),
  'pulls-deployed': {
    title: 'Pull requests that were deployed, with the parts of their cycle',
    table: 'project_pr_metrics',
    sql: (wanted) =>
      `SELECT m.id || '/' || m.project_name AS id, '#' || p.pull_request_key AS number, p.title, m.pr_cycle_time AS cycle_minutes, m.pr_coding_time AS coding_minutes, m.pr_pickup_time AS pickup_minutes, m.pr_review_time AS review_minutes, m.pr_deploy_time AS deploy_minutes, m.pr_deployed_date AS deployed FROM project_pr_metrics m JOIN pull_requests p ON p.id = m.id WHERE m.project_name = ${literal(wanted.project)} AND ${within('m.pr_deployed_date', wanted)} ORDER BY m.pr_cycle_time DESC`,
  },
  deployments: {
    title: 'Deployments',
    table: 'cicd_deployments',
    sql: (wanted) =>
      `SELECT d.id, d.display_title AS deployment, d.environment, d.result, d.finished_date AS finished, d.duration_sec / 60.0 AS took_minutes FROM cicd_deployments d WHERE d.cicd_scope_id IN (${mapped(wanted.project, 'cicd_scopes')}) AND ${within('coalesce(d.finished_date, d.started_date, d.created_date)', wanted)}${wanted.series === '' ? '' : ` AND d.result = ${literal(wanted.series)}`} ORDER BY coalesce(d.finished_date, d.started_date, d.created_date) DESC`,
  },
  'deployments-production': {
    title: 'Deployments to production that succeeded',
    table: 'cicd_deployments',
    sql: (wanted) =>
      `SELECT d.id, coalesce(e.display_title, d.id) AS deployment, d.finished, coalesce(r.incidents, 0) AS incidents, e.duration_sec / 60.0 AS took_minutes FROM ${production(wanted.project)} d LEFT JOIN cicd_deployments e ON e.id = d.id LEFT JOIN (SELECT deployment_id, count(*) AS incidents FROM project_incident_deployment_relationships WHERE project_name = ${literal(wanted.project)} GROUP BY 1) r ON r.deployment_id = d.id WHERE ${within('d.finished', wanted)} ORDER BY r.incidents IS NOT NULL DESC, d.finished DESC`,
  },
  releases: {
    title: 'Releases',
    table: 'cicd_releases',
    sql: (wanted) =>
      `SELECT r.id, r.tag_name AS tag, r.name, r.published_at AS published, left(r.commit_sha, 10) AS commit FROM cicd_releases r WHERE r.cicd_scope_id IN (${mapped(wanted.project, 'cicd_scopes')}) AND ${within('r.published_at', wanted)} ORDER BY r.published_at DESC`,
  },
  incidents: {
    title: 'Incidents that were resolved',
    table: 'issues',
    sql: (wanted) =>
      `SELECT i.* FROM ${incidents(wanted.project)} i WHERE ${within('i.resolved', wanted)} ORDER BY i.resolved DESC`,
  },
  'incidents-of-deployments': {
    title: 'Incidents that a deployment brought and that were resolved',
    table: 'issues',
    sql: (wanted) =>
      `SELECT i.*, d.finished AS deployed FROM ${incidents(wanted.project)} i JOIN project_incident_deployment_relationships r ON r.id = i.id AND r.project_name = ${literal(wanted.project)} JOIN ${production(wanted.project)} d ON d.id = r.deployment_id WHERE ${within('i.resolved', wanted)} AND ${within('d.finished', wanted)} ORDER BY i.resolved DESC`,
  },
  'incidents-all': {
    title: 'Incidents',
    table: 'issues',
    sql: (wanted) =>
      `SELECT i.* FROM ${incidents(wanted.project)} i WHERE ${within('i.created', wanted)}${wanted.series === '' ? '' : ` AND i.component = ${literal(wanted.series)}`} ORDER BY i.created DESC`,
  },
  'incidents-by-component': {
    title: 'Incidents by component',
    sql: (wanted) =>
      `SELECT i.component, count(*) AS incidents, count(*) FILTER (i.resolved IS NULL) AS still_open, quantile_disc(i.lasted_minutes, 0.5) AS median_minutes, max(i.lasted_minutes) AS longest_minutes FROM ${incidents(wanted.project)} i WHERE ${within('i.created', wanted)} GROUP BY 1 ORDER BY 2 DESC, 1`,
  },
  'bugs-created': issuesWhere(
    'Bugs and incidents that were created',
    (wanted) => `i.type IN ('BUG', 'INCIDENT') AND ${within('i.created_date', wanted)}`,
  ),
  builds: {
    title: 'Builds that finished',
    table: 'cicd_pipelines',
    sql: (wanted) => buildsWhere(wanted, wanted.series === '' ? 'true' : `b.result = ${literal(wanted.series)}`),
  },
  'builds-judged': {
    title: 'Builds that succeeded or failed',
    table: 'cicd_pipelines',
    sql: (wanted) => buildsWhere(wanted, `b.result IN ('SUCCESS', 'FAILURE')`),
  },
  'builds-mended': {
    title: 'Builds that succeeded after failures of their branch',
    table: 'cicd_pipelines',
    sql: (wanted) => `WITH turns AS (
        SELECT p.*, lag(p.result) OVER branches AS before FROM (
          SELECT b.*, c.branch FROM cicd_pipelines b LEFT JOIN (SELECT pipeline_id, min(branch) AS branch FROM cicd_pipeline_commits GROUP BY 1) c ON c.pipeline_id = b.id
          WHERE b.is_child IS NOT TRUE AND b.finished_date IS NOT NULL AND b.result IN ('SUCCESS', 'FAILURE') AND b.cicd_scope_id IN (${mapped(wanted.project, 'cicd_scopes')})
        ) p WINDOW branches AS (PARTITION BY p.cicd_scope_id, p.branch ORDER BY p.finished_date, p.id)
      ), failures AS (
        SELECT *, max(CASE WHEN result = 'FAILURE' AND before = 'SUCCESS' THEN finished_date END)
          OVER (PARTITION BY cicd_scope_id, branch ORDER BY finished_date, id ROWS UNBOUNDED PRECEDING) AS failed
        FROM turns
      )
      SELECT id, display_title AS build, name AS pipeline, branch, failed, finished_date AS mended, epoch(finished_date - failed) / 60 AS red_minutes
      FROM failures WHERE result = 'SUCCESS' AND before = 'FAILURE' AND failed IS NOT NULL AND ${within('finished_date', wanted)} ORDER BY finished_date DESC`,
  },
  'builds-flaky': {
    title: 'Builds of which the same commit failed and succeeded',
    table: 'cicd_pipelines',
    sql: (wanted) =>
      `SELECT max(b.id) AS id, b.name AS pipeline, left(c.commit_sha, 10) AS commit, any_value(c.branch) AS branch, count(*) FILTER (b.result = 'FAILURE') AS failed, count(*) FILTER (b.result = 'SUCCESS') AS succeeded, max(b.finished_date) AS last FROM cicd_pipelines b JOIN cicd_pipeline_commits c ON c.pipeline_id = b.id WHERE b.is_child IS NOT TRUE AND b.result IN ('SUCCESS', 'FAILURE') AND b.cicd_scope_id IN (${mapped(wanted.project, 'cicd_scopes')}) AND ${within('b.finished_date', wanted)} GROUP BY b.name, c.commit_sha HAVING count(DISTINCT b.result) = 2 ORDER BY last DESC`,
  },
  jobs: {
    title: 'Jobs that finished',
    table: 'cicd_tasks',
    sql: (wanted) =>
      `SELECT t.id, t.name AS job, t.result, t.finished_date AS finished, t.duration_sec / 60.0 AS took_minutes FROM cicd_tasks t WHERE t.cicd_scope_id IN (${mapped(wanted.project, 'cicd_scopes')}) AND ${within('t.finished_date', wanted)}${wanted.series === '' ? '' : ` AND t.name = ${literal(wanted.series)}`} ORDER BY t.finished_date DESC`,
  },
};
