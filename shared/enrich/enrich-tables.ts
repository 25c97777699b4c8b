import type * as z from 'zod';
import { cicdDeploymentCommits, cicdPipelineCommits, cicdPipelines, cicdTasks } from '../domain/cicd.ts';
import { commitParents, commits, commitsDiffs, repoCommits, repos } from '../domain/code.ts';
import { pullRequestComments, pullRequestCommits, pullRequests } from '../domain/codereview.ts';
import { accounts, boardRepos, projectMapping, userAccounts, users } from '../domain/crossdomain.ts';
import { type Row, row, type Table } from '../domain/table.ts';
import {
  boardIssues,
  incidents,
  issueAssignees,
  issueChangelogs,
  issues,
  sprintIssues,
  sprints,
} from '../domain/ticket.ts';
import { accountOwners } from './account-owners.ts';
import { assigneeHistory } from './assignee-history.ts';
import { type CommitGraph, commitsDiff } from './commits-diff.ts';
import { deploymentOfPipeline } from './deployments-of-pipelines.ts';
import { type Given, groupBy } from './given.ts';
import { deploymentOfIncident } from './incident-deployments.ts';
import { incidentOf } from './incidents.ts';
import { issuesOfCommit, issuesOfPullRequest, type ProductPattern } from './issue-links.ts';
import { issueNames } from './issue-names.ts';
import { type DeploymentCommit, previousSuccesses } from './previous-success.ts';
import { deployedCommits, pullRequestMetrics } from './pull-request-metrics.ts';
import { sprintResidency, sprintsOf } from './sprint-residency.ts';
import { statusHistory } from './status-history.ts';

/** Whole tables, and the product that they are enriched for. */
export interface GivenTables {
  readonly rows: <Shape extends z.ZodRawShape>(of: Table<string, Shape>) => readonly z.output<z.ZodObject<Shape>>[];
  /** Without one, everything counts. */
  readonly project?: string;
  /** The product's own pattern of issue keys. */
  readonly pattern?: ProductPattern;
}

/** What the enricher of a table makes of whole tables in memory; undefined when no enricher makes this table. */
export const enrichTables = (table: string, given: GivenTables): readonly Row[] | undefined =>
  enrichers
    .get(table)?.(given)
    .filter((made) => made.table === table);

/** Whether something belongs to the product. */
const belongsIn = ({ rows, project }: GivenTables, table: string): ((id: string | null | undefined) => boolean) => {
  if (project === undefined) return () => true;
  const mapped = rows(projectMapping).filter((one) => one.projectName === project && one.table === table);
  const ids = new Set<string | null | undefined>(mapped.map(({ rowId }) => rowId));
  return (id) => ids.has(id);
};

const perIssue =
  (
    enrich: (
      issue: Given<typeof issues>,
      changes: readonly Given<typeof issueChangelogs>[],
      given: Lists,
    ) => readonly Row[],
  ) =>
  (given: GivenTables): readonly Row[] => {
    const changes = groupBy(given.rows(issueChangelogs), ({ issueId }) => issueId);
    const lists: Lists = {
      assignees: groupBy(given.rows(issueAssignees), ({ issueId }) => issueId),
      boards: groupBy(given.rows(boardIssues), ({ issueId }) => issueId),
      sprints: groupBy(given.rows(sprintIssues), ({ issueId }) => issueId),
      known: sprintsOf(given.rows(sprints)),
    };
    return given.rows(issues).flatMap((issue) => enrich(issue, changes.get(issue.id) ?? [], lists));
  };

interface Lists {
  readonly assignees: ReadonlyMap<string, readonly Given<typeof issueAssignees>[]>;
  readonly boards: ReadonlyMap<string, readonly Given<typeof boardIssues>[]>;
  readonly sprints: ReadonlyMap<string, readonly Given<typeof sprintIssues>[]>;
  readonly known: ReturnType<typeof sprintsOf>;
}

const incidentRows = (given: GivenTables): readonly Row[] => {
  const isOurs = belongsIn(given, 'boards');
  return perIssue((issue, _, { boards, assignees }) => {
    const on = (boards.get(issue.id) ?? []).filter(({ boardId }) => isOurs(boardId));
    // Where boards are told, an incident counts on those of the product.
    const isHere = on.length > 0 || (given.project === undefined && given.rows(boardIssues).length === 0);
    return isHere ? incidentOf(issue, on, assignees.get(issue.id) ?? []) : [];
  })(given);
};

const derivedDeployments = (given: GivenTables): readonly Row[] => {
  const isOurs = belongsIn(given, 'cicd_scopes');
  const commitsOf = groupBy(given.rows(cicdPipelineCommits), ({ pipelineId }) => pipelineId);
  const tasksOf = groupBy(given.rows(cicdTasks), ({ pipelineId }) => pipelineId);
  return given
    .rows(cicdPipelines)
    .filter(({ cicdScopeId }) => isOurs(cicdScopeId))
    .flatMap((pipeline) =>
      deploymentOfPipeline(pipeline, commitsOf.get(pipeline.id) ?? [], tasksOf.get(pipeline.id) ?? []),
    );
};

/** Deployment commits that are given, with what each one came after; else those that are derived. */
const deploymentCommits = (given: GivenTables): readonly Row[] => {
  const isOurs = belongsIn(given, 'cicd_scopes');
  const all = given.rows(cicdDeploymentCommits);
  const previous = previousSuccesses(all.filter(({ cicdScopeId }) => isOurs(cicdScopeId)));
  return [
    ...derivedDeployments(given),
    ...all.map((one) =>
      row(cicdDeploymentCommits, {
        ...one,
        prevSuccessDeploymentCommitId: isOurs(one.cicdScopeId)
          ? previous.get(one.id)
          : one.prevSuccessDeploymentCommitId,
      }),
    ),
  ];
};

/** The product's deployment commits with their predecessors: as given where any is told, else found. */
function deploymentsOf(given: GivenTables): readonly DeploymentCommit[] {
  const isOurs = belongsIn(given, 'cicd_scopes');
  const ours = given.rows(cicdDeploymentCommits).filter(({ cicdScopeId }) => isOurs(cicdScopeId));
  if (ours.some(({ prevSuccessDeploymentCommitId }) => prevSuccessDeploymentCommitId)) return ours;
  const previous = previousSuccesses(ours);
  return ours.map((one) => ({ ...one, prevSuccessDeploymentCommitId: previous.get(one.id) }));
}

const diffRows = (given: GivenTables): readonly Row[] => {
  const deployments = deploymentsOf(given);
  const byId = groupBy(deployments, ({ id }) => id);
  const graph: CommitGraph = new Map(
    [...groupBy(given.rows(commitParents), ({ commitSha }) => commitSha)].map(([sha, parents]) => [
      sha,
      parents.map(({ parentCommitSha }) => parentCommitSha),
    ]),
  );
  const pairs = deployments.flatMap((one) =>
    (byId.get(one.prevSuccessDeploymentCommitId ?? '') ?? []).map((before) => `${one.commitSha} ${before.commitSha}`),
  );
  return [...new Set(pairs)].flatMap((pair) => {
    const [newest = '', oldest = ''] = pair.split(' ');
    return commitsDiff(graph, newest, oldest);
  });
};

const metricRows = (given: GivenTables): readonly Row[] => {
  const isOurs = belongsIn(given, 'repos');
  const diffs = given.rows(commitsDiffs);
  const deployed = deployedCommits(deploymentsOf(given), diffs);
  const commitsOf = groupBy(given.rows(pullRequestCommits), ({ pullRequestId }) => pullRequestId);
  const commentsOf = groupBy(given.rows(pullRequestComments), ({ pullRequestId }) => pullRequestId);
  return given.rows(pullRequests).flatMap((pr): readonly Row[] => {
    if (!isOurs(pr.baseRepoId)) return [];
    const has = { commits: commitsOf.get(pr.id) ?? [], comments: commentsOf.get(pr.id) ?? [], deployed };
    const made = pullRequestMetrics(given.project ?? '-', pr, has);
    return made ? [made] : [];
  });
};

const incidentDeployments = (given: GivenTables): readonly Row[] => {
  const [isBoard, isRepo] = [belongsIn(given, 'boards'), belongsIn(given, 'repos')];
  const deploymentAt = deploymentOfIncident(given.project ?? '-', deploymentsOf(given));
  return given.rows(incidents).flatMap((incident): readonly Row[] => {
    const isOurs = incident.table === 'repos' ? isRepo(incident.scopeId) : isBoard(incident.scopeId);
    const made = isOurs ? deploymentAt(incident) : undefined;
    return made ? [made] : [];
  });
};

const ownerRows = ({ rows }: GivenTables): readonly Row[] => {
  const linked = rows(userAccounts);
  return accountOwners(
    rows(accounts),
    rows(users),
    new Map(linked.map(({ accountId, userId }) => [accountId, userId])),
  );
};

const linkedIssues = (given: GivenTables) => {
  const [isBoard, isRepo] = [belongsIn(given, 'boards'), belongsIn(given, 'repos')];
  const boards = given.rows(boardIssues).filter(({ boardId }) => isBoard(boardId));
  return { names: issueNames(given.rows(issues), boards, given.rows(boardRepos)), isRepo };
};

const pullRequestLinks = (given: GivenTables): readonly Row[] => {
  const { names, isRepo } = linkedIssues(given);
  return given
    .rows(pullRequests)
    .filter(({ baseRepoId }) => isRepo(baseRepoId))
    .flatMap((pr) => issuesOfPullRequest(pr, names, given.pattern));
};

const commitLinks = (given: GivenTables): readonly Row[] => {
  const { names, isRepo } = linkedIssues(given);
  const reposOf = groupBy(given.rows(repoCommits), ({ commitSha }) => commitSha);
  const only = given.rows(repos).map(({ id }) => id);
  return given.rows(commits).flatMap((commit) => {
    const where = reposOf.get(commit.sha)?.map(({ repoId }) => repoId) ?? (only.length === 1 ? only : []);
    return issuesOfCommit(commit, where.filter(isRepo), names);
  });
};

const enrichers: ReadonlyMap<string, (given: GivenTables) => readonly Row[]> = new Map([
  ['issue_status_history', perIssue((issue, changes) => statusHistory(issue, changes))],
  [
    'issue_assignee_history',
    perIssue((issue, changes, { assignees }) => assigneeHistory(issue, changes, assignees.get(issue.id))),
  ],
  [
    'issue_sprint_history',
    perIssue((issue, changes, lists) =>
      sprintResidency(issue, changes, lists.sprints.get(issue.id) ?? [], lists.known),
    ),
  ],
  ['incidents', incidentRows],
  ['incident_assignees', incidentRows],
  ['cicd_deployments', derivedDeployments],
  ['cicd_deployment_commits', deploymentCommits],
  ['commits_diffs', diffRows],
  ['project_pr_metrics', metricRows],
  ['project_incident_deployment_relationships', incidentDeployments],
  ['user_accounts', ownerRows],
  ['pull_request_issues', pullRequestLinks],
  ['issue_commits', commitLinks],
]);
