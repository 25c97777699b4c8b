import type { CaseFile } from '../../cli/map-case.ts';

type Row = Readonly<Record<string, unknown>>;

/** A deviation from DevLake that contracts/domain.md declares in section 9, and how it says to compare. */
export interface Deviation {
  readonly id: string;
  /** Turns a recorded row into the one that we promise; undefined when we promise none. */
  readonly expected: (table: string, row: Row, plugin: string) => Row | undefined;
}

const text = (row: Row, column: string): string => String(row[column] ?? '');
const STAGE_ENDED = new Set(['failed', 'failure', 'aborted', 'unstable', 'not_executed']);
const NO_RESULT = new Set(['skipped', 'neutral', 'stale', 'action_required']);

/** Changes the columns that are there; others were not recorded. */
const change = (row: Row, changes: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, column in changes ? changes[column] : value]),
  );

/** The declared deviations that recorded data can show. */
export const deviations: readonly Deviation[] = [
  {
    id: 'D2',
    expected: (table, row) => {
      const missing = Object.keys(row).filter(
        (column) => column !== 'id' && /_id$/.test(column) && /:0$/.test(text(row, column)),
      );
      if (missing.length === 0) return row;
      const isJoin = table.endsWith('_assignees') || table.endsWith('_reviewers') || table === 'sprint_issues';
      return isJoin ? undefined : change(row, Object.fromEntries(missing.map((column) => [column, null])));
    },
  },
  {
    id: 'D4',
    expected: (_, row) =>
      ['cancelled', 'canceled', 'aborted'].some((word) =>
        [text(row, 'original_result'), text(row, 'original_status')].some((said) => said.toLowerCase() === word),
      )
        ? change(row, { result: 'CANCELED' })
        : row,
  },
  {
    id: 'D5',
    expected: (_, row, plugin) => {
      const status = text(row, 'original_status').toLowerCase();
      if (NO_RESULT.has(status) && plugin === 'github') return change(row, { status: 'DONE' });
      if (plugin === 'jenkins' && STAGE_ENDED.has(status)) return change(row, { status: 'DONE' });
      if (status === 'canceled' && plugin === 'gitlab') return change(row, { status: 'DONE' });
      return status === 'requested' ? change(row, { status: 'IN_PROGRESS' }) : row;
    },
  },
  {
    id: 'D6',
    // Runs tell no end: what was recorded as one is their last sign of life. Jobs do.
    expected: (table, row, plugin) =>
      plugin === 'github' && table === 'cicd_pipelines' && text(row, 'status') === 'IN_PROGRESS'
        ? change(row, { finished_date: null, duration_sec: null })
        : row,
  },
  {
    id: 'D9',
    expected: (table, row) =>
      table === 'issue_comments'
        ? change(row, { id: text(row, 'id').replace('github:GithubIssue:', 'github:GithubIssueComment:') })
        : row,
  },
  {
    id: 'D15',
    // Hours that were recorded as minutes.
    expected: (_, row, plugin) => {
      if (plugin !== 'tapd') return row;
      const hours = ['time_remaining_minutes', 'time_spent_minutes'].filter((column) => Number(row[column]) > 0);
      return change(row, Object.fromEntries(hours.map((column) => [column, Number(row[column]) * 60])));
    },
  },
  {
    // contracts/tapd.md section 5: a status that the mapping does not name.
    id: 'OTHER',
    expected: (table, row, plugin) =>
      plugin === 'tapd' && table === 'issues' && text(row, 'status') === '' ? change(row, { status: 'OTHER' }) : row,
  },
  {
    id: 'D13',
    expected: (table, row) =>
      table === 'pull_requests' && text(row, 'status') !== 'MERGED' ? change(row, { merge_commit_sha: null }) : row,
  },
];

/** D11, D12: columns that hold something else on purpose. */
export const skippedColumns: ReadonlyMap<string, readonly string[]> = new Map([
  ['github/cicd_pipelines', ['url']],
  ['gitlab/cicd_pipelines', ['name']],
  // D14: of a stage only; a build's own result is compared as result of its pipeline.
  ['jenkins/cicd_tasks', ['result']],
  ['gitlab/issues', ['original_status', 'type', 'original_estimate_minutes', 'time_spent_minutes']],
]);

/** D7, contracts/jenkins.md section 3: the start of a stage is recorded in whole seconds. */
export const isWholeSeconds = (place: string, column: string): boolean =>
  place === 'jenkins/cicd_tasks' && column === 'started_date';

/** D16: only the first of several assignees was recorded. */
export const mayHaveMore = (place: string): boolean => place === 'tapd/issue_assignees';

/** D7: durations are recorded in whole seconds. */
export const isDuration = (column: string): boolean => column.endsWith('_sec');

/** What a table's description says of its comparison. */
export type TableFile = CaseFile['tables'][string];
