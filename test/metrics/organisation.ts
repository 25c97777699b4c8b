import {
  cicdDeploymentCommits,
  cicdDeployments,
  cicdPipelineCommits,
  cicdPipelines,
  cicdTasks,
} from '../../shared/domain/cicd.ts';
import { pullRequestComments, pullRequestIssues, pullRequests } from '../../shared/domain/codereview.ts';
import {
  projectIncidentDeploymentRelationships,
  projectMapping,
  projectPrMetrics,
  projects,
} from '../../shared/domain/crossdomain.ts';
import type { Row } from '../../shared/domain/table.ts';
import {
  boardIssues,
  boardSprints,
  incidents,
  issueSprintHistory,
  issueStatusHistory,
  issues,
  sprintIssues,
  sprints,
} from '../../shared/domain/ticket.ts';
import { rowsOf } from '../support/lake-of-rows.ts';

/**
 * A small organisation in March 2026, for numbers that were computed by hand: see organisation.test.ts. Its zone is
 * Europe/Berlin, an hour ahead of UTC and two from March 29 on; all times below are UTC. From the 14th to the 23rd
 * nothing happens. `Shop` is the product; whatever is of `other` must not be counted.
 */
export const zone = 'Europe/Berlin';

/** `2 09:00` → `2026-03-02T09:00:00Z`. */
const at = (text: string | undefined): string | undefined => {
  const [day = '', time = ''] = text?.split(' ') ?? [];
  return text === undefined ? undefined : `2026-03-${day.padStart(2, '0')}T${time.length === 5 ? `${time}:00` : time}Z`;
};

interface Item {
  readonly id: string;
  readonly type: string;
  readonly created: string;
  /** Later statuses, each with the time of the change. */
  readonly later?: readonly (readonly [time: string, status: string])[];
  readonly resolved?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** T(ODO), P for IN_PROGRESS, D(ONE), and B(LOCKED), which is no state of the flow. */
const words: Readonly<Record<string, string>> = { T: 'TODO', P: 'IN_PROGRESS', D: 'DONE', B: 'OTHER' };

const items: readonly Item[] = [
  {
    id: '1',
    type: 'REQUIREMENT',
    created: '2 09:00',
    later: [
      ['3 09:00', 'P'],
      ['5 09:00', 'D'],
    ],
    resolved: '5 09:00',
    more: { storyPoint: 3, dueDate: at('5 00:00'), originalEstimateMinutes: 120, timeSpentMinutes: 180 },
  },
  // Goes back to TODO for three days.
  {
    id: '2',
    type: 'REQUIREMENT',
    created: '2 09:00',
    later: [
      ['4 09:00', 'P'],
      ['6 09:00', 'T'],
      ['9 09:00', 'P'],
      ['11 09:00', 'D'],
    ],
    resolved: '11 09:00',
    more: { storyPoint: 5, dueDate: at('10 00:00'), originalEstimateMinutes: 60, timeSpentMinutes: 30 },
  },
  // Skips IN_PROGRESS.
  {
    id: '3',
    type: 'BUG',
    created: '3 09:00',
    later: [['4 09:00', 'D']],
    resolved: '4 09:00',
    more: { severity: 'high', fixVersions: '1.0' },
  },
  // Created on the 4th in Berlin.
  {
    id: '4',
    type: 'BUG',
    created: '3 23:30',
    later: [['10 09:00', 'P']],
    more: { severity: 'low', origin: 'ops', fixVersions: '1.0,1.1' },
  },
  { id: '5', type: 'TASK', created: '4 09:00' },
  // Re-opened for a day.
  {
    id: '6',
    type: 'REQUIREMENT',
    created: '5 09:00',
    later: [
      ['6 09:00', 'P'],
      ['10 09:00', 'D'],
      ['12 09:00', 'P'],
      ['13 09:00', 'D'],
    ],
    resolved: '13 09:00',
    more: { originalEstimateMinutes: 0, timeSpentMinutes: 10 },
  },
  {
    id: '7',
    type: 'INCIDENT',
    created: '10 12:00',
    later: [
      ['10 12:10', 'P'],
      ['10 13:30', 'D'],
    ],
    resolved: '10 13:30',
    more: { origin: 'ops', leadTimeMinutes: 90 },
  },
  {
    id: '8',
    type: 'INCIDENT',
    created: '11 10:00',
    later: [
      ['11 11:00', 'P'],
      ['12 10:00', 'D'],
    ],
    resolved: '12 10:00',
    more: { leadTimeMinutes: 1440 },
  },
  // Blocked for four days, over the change to summer time.
  {
    id: '9',
    type: 'REQUIREMENT',
    created: '24 09:00',
    later: [
      ['25 09:00', 'P'],
      ['26 09:00', 'B'],
      ['30 09:00', 'D'],
    ],
    resolved: '30 09:00',
  },
  // Its changes are not known, only that it is done.
  {
    id: '10',
    type: 'BUG',
    created: '24 09:00',
    resolved: '27 09:00',
    more: { status: 'DONE', originalStatus: 'closed' },
  },
  { id: '11', type: 'TASK', created: '25 09:00', later: [['25 10:00', 'P']] },
  // Resolved on the 30th in Berlin.
  {
    id: '12',
    type: 'REQUIREMENT',
    created: '28 09:00',
    later: [['29 22:30', 'D']],
    resolved: '29 22:30',
    more: { dueDate: at('29 00:00') },
  },
];

function rowsOfItem({ id, type, created, later = [], resolved, more = {} }: Item): readonly Row[] {
  const changes = [[created, 'T'] as const, ...later];
  const history = changes.map(([since, status], i) => {
    const end = changes[i + 1]?.[0];
    return [id, words[status], words[status], at(since), at(end), end === undefined, i === 0];
  });
  const last = words[changes.at(-1)?.[1] ?? 'T'];
  const issue = {
    id,
    type,
    status: last,
    originalStatus: last,
    createdDate: at(created),
    resolutionDate: at(resolved),
    ...more,
  };
  return [
    ...rowsOf(issues, Object.keys(issue), Object.values(issue)),
    ...rowsOf(boardIssues, ['boardId', 'issueId'], ['board', id]),
    ...(later.length > 0
      ? rowsOf(
          issueStatusHistory,
          ['issueId', 'status', 'originalStatus', 'startDate', 'endDate', 'isCurrentStatus', 'isFirstStatus'],
          ...history,
        )
      : []),
  ];
}

/** The status history's rows of an item whose status changed are written by hand too: they are the enricher's. */
export const planned: readonly Row[] = [
  ...items.flatMap(rowsOfItem),
  // On two boards of the product: counted once.
  ...rowsOf(boardIssues, ['boardId', 'issueId'], ['second board', '1']),
  ...rowsOf(
    issues,
    ['id', 'type', 'status', 'createdDate', 'resolutionDate'],
    ['99', 'BUG', 'DONE', at('2 09:00'), at('3 09:00')],
  ),
  ...rowsOf(boardIssues, ['boardId', 'issueId'], ['other board', '99']),
  ...rowsOf(
    sprints,
    ['id', 'name', 'startedDate', 'endedDate', 'completedDate'],
    ['s1', 'Sprint 1', at('2 08:00'), at('13 17:00'), at('13 16:00')],
    ['s2', 'Sprint 2', at('16 08:00'), at('27 17:00'), at('27 16:00')],
  ),
  ...rowsOf(boardSprints, ['boardId', 'sprintId'], ['board', 's1'], ['board', 's2']),
  ...rowsOf(sprintIssues, ['sprintId', 'issueId'], ['s1', '1'], ['s1', '2'], ['s1', '6'], ['s2', '5'], ['s2', '11']),
  ...rowsOf(
    issueSprintHistory,
    ['sprintId', 'issueId', 'startDate', 'endDate'],
    ['s1', '1', at('2 09:00')],
    ['s1', '2', at('2 09:00')],
    ['s1', '3', at('3 09:00'), at('6 09:00')],
    ['s1', '4', at('3 23:30'), at('9 10:00')],
    ['s1', '5', at('4 09:00'), at('13 16:05')],
    ['s1', '6', at('5 09:00')],
    ['s2', '2', at('12 09:00'), at('14 09:00')],
    ['s2', '5', at('13 16:05')],
    ['s2', '11', at('25 09:00')],
  ),
];

const P = 'PRODUCTION';
const deployments: readonly (readonly [
  string,
  string,
  string | undefined,
  string | undefined,
  string | undefined,
  number | undefined,
])[] = [
  // id, environment, result, started, finished, seconds
  ['d1', P, 'SUCCESS', '3 11:59', '3 12:00', 60],
  ['d2', P, 'SUCCESS', '10 08:48', '10 09:00', 120],
  // Over midnight in Berlin: it counts on the 30th.
  ['d3', P, 'SUCCESS', '29 21:50', '29 22:30', 2400],
  ['failed', P, 'FAILURE', '5 11:59', '5 12:00', 30],
  ['staging', 'STAGING', 'SUCCESS', '9 11:59', '9 12:00', 10],
  ['running', P, undefined, '26 12:00', undefined, undefined],
];

/** Deployments, incidents put down to them, builds. */
export const shipped: readonly Row[] = [
  ...rowsOf(
    cicdDeployments,
    ['id', 'environment', 'result', 'startedDate', 'finishedDate', 'durationSec', 'cicdScopeId'],
    ...deployments.map(([id, environment, result, started, finished, seconds]) => [
      id,
      environment,
      result,
      at(started),
      at(finished),
      seconds,
      'ci',
    ]),
    ['elsewhere', P, 'SUCCESS', at('4 11:00'), at('4 12:00'), 60, 'other ci'],
  ),
  ...rowsOf(
    cicdDeploymentCommits,
    [
      'id',
      'commitSha',
      'cicdDeploymentId',
      'environment',
      'result',
      'finishedDate',
      'cicdScopeId',
      'repoUrl',
      'prevSuccessDeploymentCommitId',
    ],
    ['d1:r', 'a1', 'd1', P, 'SUCCESS', at('3 12:00'), 'ci', 'r'],
    // Two repositories, one deployment: it is finished when both are.
    ['d2:r', 'a2', 'd2', P, 'SUCCESS', at('10 09:00'), 'ci', 'r', 'd1:r'],
    ['d2:r2', 'b2', 'd2', P, 'SUCCESS', at('10 08:50'), 'ci', 'r2'],
    ['d3:r', 'a3', 'd3', P, 'SUCCESS', at('29 22:30'), 'ci', 'r', 'd2:r'],
    ['failed:r', 'a2', 'failed', P, 'FAILURE', at('5 12:00'), 'ci', 'r'],
    ['staging:r', 'a2', 'staging', 'STAGING', 'SUCCESS', at('9 12:00'), 'ci', 'r'],
    ['elsewhere:r', 'a2', 'elsewhere', P, 'SUCCESS', at('4 12:00'), 'other ci', 'r'],
  ),
  // Pushed, not an issue, and from before the first deployment: it is put down to none.
  ...rowsOf(
    incidents,
    ['id', 'table', 'scopeId', 'createdDate', 'resolutionDate'],
    ['pushed', 'repos', 'repo', at('1 10:00'), at('1 20:00')],
  ),
  // What the enricher makes of incidents that are issues: counted once.
  ...rowsOf(
    incidents,
    ['id', 'table', 'scopeId', 'createdDate', 'resolutionDate'],
    ['7', 'boards', 'board', at('10 12:00'), at('10 13:30')],
  ),
  ...rowsOf(
    projectIncidentDeploymentRelationships,
    ['id', 'projectName', 'deploymentId'],
    ['7', 'Shop', 'd2'],
    ['8', 'Shop', 'd2'],
  ),
  ...rowsOf(
    cicdPipelines,
    ['id', 'name', 'result', 'finishedDate', 'durationSec', 'queuedDurationSec', 'cicdScopeId', 'isChild'],
    ['p1', 'build', 'SUCCESS', at('2 10:00'), 100, 10, 'ci'],
    ['p2', 'build', 'FAILURE', at('2 11:00'), 300, 20, 'ci'],
    ['p3', 'build', 'FAILURE', at('2 12:00'), 200, 30, 'ci'],
    ['p4', 'build', 'CANCELED', at('2 12:30'), 5, 40, 'ci'],
    ['p5', 'build', 'SUCCESS', at('2 13:30'), undefined, undefined, 'ci'],
    ['p6', 'part', 'SUCCESS', at('2 12:45'), 1, 1, 'ci', true],
    ['p7', 'build', 'FAILURE', at('2 11:30'), 50, undefined, 'ci'],
    ['p8', 'build', 'SUCCESS', at('2 14:00'), 400, undefined, 'ci'],
    ['p9', 'build', 'SUCCESS', at('2 14:00'), 9000, 9000, 'other ci'],
  ),
  ...rowsOf(
    cicdPipelineCommits,
    ['pipelineId', 'commitSha', 'branch'],
    ...['p1', 'p2', 'p3', 'p4', 'p5', 'p6'].map((id) => [id, `sha of ${id}`, 'main']),
    ...['p7', 'p8'].map((id) => [id, `sha of ${id}`, 'dev']),
  ),
  ...rowsOf(
    cicdTasks,
    ['id', 'name', 'result', 'finishedDate', 'cicdScopeId'],
    ...['SUCCESS', 'SUCCESS', 'FAILURE', 'CANCELED'].map((result, i) => [`t${i}`, 'test', result, at('2 10:00'), 'ci']),
    ['t5', 'lint', 'SUCCESS', at('2 10:00'), 'ci'],
  ),
];

/** Pull requests; 1 is the worked example of the contract, a week later. */
export const reviewed: readonly Row[] = [
  ...rowsOf(
    pullRequests,
    [
      'id',
      'baseRepoId',
      'status',
      'authorId',
      'createdDate',
      'mergedDate',
      'closedDate',
      'additions',
      'deletions',
      'isDraft',
      'mergeCommitSha',
    ],
    ['1', 'repo', 'MERGED', 'ann', at('9 10:00'), at('9 15:00'), at('9 15:00'), 80, 20, false, 'm1'],
    ['2', 'repo', 'MERGED', 'ann', at('9 08:00'), at('9 20:00'), at('9 20:00'), 10, 0, false, 'm2'],
    ['3', 'repo', 'MERGED', 'bob', at('10 10:00'), at('10 11:00'), at('10 11:00'), 25, 25, false, 'm3'],
    ['4', 'repo', 'MERGED', undefined, at('30 10:00'), at('31 10:00'), at('31 10:00'), 300, 0, false, 'm4'],
    ['5', 'repo', 'CLOSED', 'bob', at('4 09:00'), undefined, at('6 09:00'), 1, 1, false],
    ['6', 'repo', 'OPEN', 'bob', at('5 09:00'), undefined, undefined, 1, 1, true],
    ['7', 'repo', 'OPEN', 'bob', at('25 09:00'), undefined, undefined, 1, 1, false],
    ['8', 'other repo', 'MERGED', 'bob', at('9 09:00'), at('9 10:00'), at('9 10:00'), 9000, 1, false, 'm8'],
  ),
  ...rowsOf(
    pullRequestComments,
    ['id', 'pullRequestId', 'accountId', 'type', 'createdDate'],
    ['c0', '1', 'ann', 'DIFF', at('9 10:30')],
    ['c1', '1', 'bob', 'NORMAL', at('9 11:15:20')],
    ['c2', '3', 'ann', 'REVIEW', at('10 10:15')],
    ['c3', '3', 'ann', 'DIFF', at('10 10:15')],
    ['c4', '4', 'bob', 'NORMAL', at('30 11:00')],
  ),
  ...rowsOf(pullRequestIssues, ['pullRequestId', 'issueId'], ['1', '1'], ['1', '2'], ['3', '6'], ['8', '99']),
  ...rowsOf(
    projectPrMetrics,
    [
      'id',
      'projectName',
      'prCodingTime',
      'prPickupTime',
      'prReviewTime',
      'prDeployTime',
      'prCycleTime',
      'prMergedDate',
      'prDeployedDate',
      'deploymentCommitId',
    ],
    ['1', 'Shop', 90, 76, 225, 1080, 1470, at('9 15:00'), at('10 09:00'), 'd2:r'],
    // 780 from the 9th at 20:00 to the 10th at 09:00; 720 + 780.
    ['2', 'Shop', undefined, undefined, undefined, 780, 1500, at('9 20:00'), at('10 09:00'), 'd2:r'],
    // 19 days and 11:30 from the 10th at 11:00; 30 + 60 + 28,050.
    ['3', 'Shop', 30, 15, 45, 28_050, 28_140, at('10 11:00'), at('29 22:30'), 'd3:r'],
    // Not deployed: 10 + 1,440.
    ['4', 'Shop', 10, undefined, undefined, undefined, 1450, at('31 10:00'), undefined, undefined],
    // The same pull request in another product.
    ['1', 'Other', 1, 1, 1, 1, 1, at('9 15:00'), at('10 09:00'), 'd2:r'],
  ),
];

/** The whole organisation. */
export const organisation: readonly Row[] = [
  ...rowsOf(projects, ['name'], ['Shop'], ['Other'], ['Empty']),
  ...rowsOf(
    projectMapping,
    ['projectName', 'table', 'rowId'],
    ['Shop', 'boards', 'board'],
    ['Shop', 'boards', 'second board'],
    ['Shop', 'repos', 'repo'],
    ['Shop', 'cicd_scopes', 'ci'],
    ['Other', 'boards', 'other board'],
    ['Other', 'repos', 'other repo'],
    ['Other', 'cicd_scopes', 'other ci'],
  ),
  ...planned,
  ...shipped,
  ...reviewed,
];
