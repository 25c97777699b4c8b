import * as z from 'zod';
import { id, int, table, text, time } from './table.ts';

/** Somebody's identity at one vendor; shared by every scope of the connection. */
export const accounts = table(
  'accounts',
  ['id'],
  {
    id: id(),
    email: text(),
    fullName: text(),
    userName: text(),
    avatarUrl: text(),
    organization: text(),
    createdDate: time(),
    status: int(),
  },
  'connection',
);

/** Which repositories a board plans for. */
export const boardRepos = table('board_repos', ['boardId', 'repoId'], { boardId: id(), repoId: id() });

/** A product: what metrics are counted for. */
export const projects = table('projects', ['name'], { name: id(), description: text() });

/** What belongs to a product; nothing counts for it unless mapped. */
export const projectMapping = table('project_mapping', ['projectName', 'table', 'rowId'], {
  projectName: id(),
  table: z.enum(['repos', 'boards', 'cicd_scopes', 'cq_projects', 'qa_projects']),
  rowId: id(),
});

/** A person, whatever accounts they have. */
export const users = table('users', ['id'], { id: id(), email: text(), name: text() });

/** A group of people. */
export const teams = table('teams', ['id'], {
  id: id(),
  name: text(),
  alias: text(),
  parentId: text(),
  sortingIndex: int(),
});

/** Whose account it is. */
export const userAccounts = table('user_accounts', ['accountId'], { accountId: id(), userId: id() }, 'connection');

/** Who is in a team. */
export const teamUsers = table('team_users', ['teamId', 'userId'], { teamId: id(), userId: id() });

/** Which commits were made for an issue. */
export const issueCommits = table('issue_commits', ['issueId', 'commitSha'], { issueId: id(), commitSha: id() });

/** The same with the repository, as a link beside the issue names it. */
export const issueRepoCommits = table('issue_repo_commits', ['issueId', 'repoUrl', 'commitSha'], {
  issueId: id(),
  repoUrl: id(),
  commitSha: id(),
  host: text(),
  namespace: text(),
  repoName: text(),
});

/** The parts of a merged pull request's cycle, in minutes, for a product. */
export const projectPrMetrics = table('project_pr_metrics', ['id', 'projectName'], {
  id: id(),
  projectName: id(),
  firstCommitSha: text(),
  prCodingTime: int(),
  firstReviewId: text(),
  prPickupTime: int(),
  prReviewTime: int(),
  deploymentCommitId: text(),
  prDeployTime: int(),
  prCycleTime: int(),
  firstCommitAuthoredDate: time(),
  firstCommentDate: time(),
  prCreatedDate: time(),
  prMergedDate: time(),
  prDeployedDate: time(),
});

/** The deployment that an incident is put down to, for a product. */
export const projectIncidentDeploymentRelationships = table(
  'project_incident_deployment_relationships',
  ['id', 'projectName'],
  { id: id(), projectName: id(), deploymentId: text() },
);
