import { literal } from './sql.ts';

/** What records are asked for. */
export interface Wanted {
  readonly project: string;
  /** Instants: from the first, before the second. */
  readonly from: string;
  readonly to: string;
  /** One series of a chart, where the records differ by it. */
  readonly series: string;
}

/** A list of records that a number was made of. */
export interface RecordList {
  readonly title: string;
  /** The table of the row that each line leads to, by its first column. */
  readonly table: string;
  readonly sql: (wanted: Wanted) => string;
}

const time = (text: string): string => `TIMESTAMP ${literal(text.replace('T', ' ').replace(/(\.\d+)?Z$/, ''))}`;
const mapped = (project: string, table: string): string =>
  `SELECT row_id FROM project_mapping WHERE project_name = ${literal(project)} AND "table" = ${literal(table)}`;
const ours = (project: string): string =>
  `i.id IN (SELECT issue_id FROM board_issues WHERE board_id IN (${mapped(project, 'boards')}))`;
const ISSUE =
  'i.id, i.issue_key AS issue, i.title, i.type, i.original_status AS status, i.created_date AS created, i.resolution_date AS resolved';
const PULL =
  'p.id, p.pull_request_key AS number, p.title, p.status, p.author_name AS author, p.created_date AS created, p.merged_date AS merged, p.additions + p.deletions AS lines';

const issuesWhere = (title: string, where: (wanted: Wanted) => string, order = 'i.created_date'): RecordList => ({
  title,
  table: 'issues',
  sql: (wanted) =>
    `SELECT ${ISSUE}, round(i.lead_time_minutes / 1440.0, 1) AS lead_days FROM issues i WHERE ${ours(wanted.project)} AND ${where(wanted)} ORDER BY ${order}`,
});
const pullsWhere = (title: string, where: (wanted: Wanted) => string, order = 'p.created_date'): RecordList => ({
  title,
  table: 'pull_requests',
  sql: (wanted) =>
    `SELECT ${PULL} FROM pull_requests p WHERE p.base_repo_id IN (${mapped(wanted.project, 'repos')}) AND ${where(wanted)} ORDER BY ${order}`,
});
const within = (column: string, { from, to }: Wanted): string =>
  `${column} >= ${time(from)} AND ${column} < ${time(to)}`;

/** Lists by name; an address of the page names one. */
export const recordLists: Readonly<Record<string, RecordList>> = {
  'issues-resolved': issuesWhere('Issues that were resolved', (wanted) => within('i.resolution_date', wanted)),
  'issues-created': issuesWhere('Issues that were created', (wanted) => within('i.created_date', wanted)),
  'issues-open': issuesWhere(
    'Issues that were open at the end',
    ({ to }) => `i.created_date < ${time(to)} AND (i.resolution_date IS NULL OR i.resolution_date >= ${time(to)})`,
  ),
  'bugs-open': issuesWhere(
    'Bugs that were open at the end',
    ({ to }) =>
      `i.type = 'BUG' AND i.created_date < ${time(to)} AND (i.resolution_date IS NULL OR i.resolution_date >= ${time(to)})`,
  ),
  'issues-in-state': {
    title: 'Issues in the state at the end',
    table: 'issues',
    sql: ({ project, to, series }) =>
      `SELECT ${ISSUE}, h.start_date AS since FROM issues i JOIN issue_status_history h ON h.issue_id = i.id WHERE ${ours(project)} AND h.start_date < ${time(to)} AND (h.end_date IS NULL OR h.end_date >= ${time(to)})${series === '' ? '' : ` AND (upper(h.original_status) = upper(${literal(series)}) OR h.status = ${literal(series)})`} ORDER BY h.start_date`,
  },
  'pulls-merged': pullsWhere('Pull requests that were merged', (wanted) => within('p.merged_date', wanted)),
  'pulls-opened': pullsWhere('Pull requests that were opened', (wanted) => within('p.created_date', wanted)),
  'pulls-open': pullsWhere(
    'Pull requests that were open at the end',
    ({ to }) => `p.created_date < ${time(to)} AND coalesce(p.merged_date, p.closed_date, ${time(to)}) >= ${time(to)}`,
  ),
  'pulls-deployed': {
    title: 'Pull requests that were deployed, with the parts of their cycle in minutes',
    table: 'project_pr_metrics',
    sql: (wanted) =>
      `SELECT m.id || '/' || m.project_name AS id, p.pull_request_key AS number, p.title, m.pr_cycle_time AS cycle, m.pr_coding_time AS coding, m.pr_pickup_time AS pickup, m.pr_review_time AS review, m.pr_deploy_time AS deploy, m.pr_deployed_date AS deployed FROM project_pr_metrics m JOIN pull_requests p ON p.id = m.id WHERE m.project_name = ${literal(wanted.project)} AND ${within('m.pr_deployed_date', wanted)} ORDER BY m.pr_cycle_time DESC`,
  },
  deployments: {
    title: 'Deployments',
    table: 'cicd_deployments',
    sql: (wanted) =>
      `SELECT d.id, d.display_title AS deployment, d.environment, d.result, d.started_date AS started, d.finished_date AS finished, round(d.duration_sec / 60.0, 1) AS minutes FROM cicd_deployments d WHERE d.cicd_scope_id IN (${mapped(wanted.project, 'cicd_scopes')}) AND ${within('coalesce(d.finished_date, d.started_date)', wanted)} ORDER BY d.started_date DESC`,
  },
  releases: {
    title: 'Releases',
    table: 'cicd_releases',
    sql: (wanted) =>
      `SELECT r.id, r.tag_name AS tag, r.name, r.published_at AS published, left(r.commit_sha, 10) AS commit FROM cicd_releases r WHERE r.cicd_scope_id IN (${mapped(wanted.project, 'cicd_scopes')}) AND ${within('r.published_at', wanted)} ORDER BY r.published_at DESC`,
  },
  incidents: issuesWhere(
    'Incidents that were resolved',
    (wanted) => `i.type = 'INCIDENT' AND ${within('i.resolution_date', wanted)}`,
    'i.resolution_date DESC',
  ),
  'incidents-all': issuesWhere(
    'Incidents',
    (wanted) => `i.type = 'INCIDENT' AND ${within('i.created_date', wanted)}`,
    'i.created_date DESC',
  ),
  'bugs-created': issuesWhere(
    'Bugs and incidents that were created',
    (wanted) => `i.type IN ('BUG', 'INCIDENT') AND ${within('i.created_date', wanted)}`,
  ),
  builds: {
    title: 'Builds that finished',
    table: 'cicd_pipelines',
    sql: (wanted) =>
      `SELECT b.id, b.display_title AS build, b.name AS pipeline, b.result, b.finished_date AS finished, round(b.duration_sec / 60.0, 1) AS minutes FROM cicd_pipelines b WHERE b.cicd_scope_id IN (${mapped(wanted.project, 'cicd_scopes')}) AND ${within('b.finished_date', wanted)} ORDER BY b.finished_date DESC`,
  },
  jobs: {
    title: 'Jobs that finished',
    table: 'cicd_tasks',
    sql: (wanted) =>
      `SELECT t.id, t.name AS job, t.result, t.finished_date AS finished, round(t.duration_sec / 60.0, 1) AS minutes FROM cicd_tasks t WHERE t.cicd_scope_id IN (${mapped(wanted.project, 'cicd_scopes')}) AND ${within('t.finished_date', wanted)}${wanted.series === '' ? '' : ` AND t.name = ${literal(wanted.series)}`} ORDER BY t.finished_date DESC`,
  },
};
