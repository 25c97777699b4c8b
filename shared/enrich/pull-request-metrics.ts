import type { commitsDiffs } from '../domain/code.ts';
import type { pullRequestComments, pullRequestCommits, pullRequests } from '../domain/codereview.ts';
import { projectPrMetrics } from '../domain/crossdomain.ts';
import { type Row, row } from '../domain/table.ts';
import { compareIds, compareText, type Given, groupBy, instantOf, spanMinutes } from './given.ts';
import type { DeploymentCommit } from './previous-success.ts';

type PullRequest = Given<typeof pullRequests>;
type Commit = Given<typeof pullRequestCommits>;
type Comment = Given<typeof pullRequestComments>;

/** The deployment that brought a commit, by the commit's sha. */
export type DeployedCommits = ReadonlyMap<string, DeploymentCommit>;

/**
 * What the production deployments of a product brought: the commits between each one and its predecessor. Of several that
 * brought one commit the one counts that started first (without a start last), then finished first, then by id.
 */
export function deployedCommits(
  deployments: readonly DeploymentCommit[],
  diffs: readonly Given<typeof commitsDiffs>[],
): DeployedCommits {
  const byId = groupBy(deployments, ({ id }) => id);
  const between = groupBy(diffs, ({ newCommitSha, oldCommitSha }) => `${newCommitSha} ${oldCommitSha}`);
  const deployed = new Map<string, DeploymentCommit>();
  for (const row of [...deployments].filter(isInProduction).sort(compareDeployments))
    for (const before of byId.get(row.prevSuccessDeploymentCommitId ?? '') ?? [])
      for (const { commitSha } of between.get(`${row.commitSha} ${before.commitSha}`) ?? [])
        if (!deployed.has(commitSha)) deployed.set(commitSha, row);
  return deployed;
}

const isInProduction = ({ result, environment, prevSuccessDeploymentCommitId }: DeploymentCommit): boolean =>
  result === 'SUCCESS' && environment === 'PRODUCTION' && Boolean(prevSuccessDeploymentCommitId);

const compareDeployments = (a: DeploymentCommit, b: DeploymentCommit): number =>
  compareTimes(a.startedDate, b.startedDate) || compareTimes(a.finishedDate, b.finishedDate) || compareIds(a.id, b.id);

/** Absent times are last. */
function compareTimes(a: string | null | undefined, b: string | null | undefined): number {
  const [x, y] = [instantOf(a) ?? Number.POSITIVE_INFINITY, instantOf(b) ?? Number.POSITIVE_INFINITY];
  return x === y ? 0 : x - y;
}

/** The parts of a pull request's cycle for a product; one that is not merged has none. */
export function pullRequestMetrics(
  projectName: string,
  pr: PullRequest,
  has: {
    readonly commits: readonly Commit[];
    readonly comments: readonly Comment[];
    readonly deployed: DeployedCommits;
  },
): Row | undefined {
  const merged = instantOf(pr.mergedDate);
  if (merged === undefined) return undefined;
  const first = [...has.commits].sort(
    (a, b) => compareTimes(a.commitAuthoredDate, b.commitAuthoredDate) || compareText(a.commitSha, b.commitSha),
  )[0];
  const review = firstReview(pr, has.comments);
  const deployment = pr.mergeCommitSha ? has.deployed.get(pr.mergeCommitSha) : undefined;
  const coding = spanMinutes(first?.commitAuthoredDate, pr.createdDate);
  const deploy = spanMinutes(pr.mergedDate, deployment?.finishedDate);
  return row(projectPrMetrics, {
    id: pr.id,
    projectName,
    firstCommitSha: first?.commitSha,
    prCodingTime: coding,
    firstReviewId: review?.id,
    prPickupTime: spanMinutes(pr.createdDate, review?.createdDate),
    prReviewTime: spanMinutes(review?.createdDate, pr.mergedDate),
    deploymentCommitId: deployment?.id,
    prDeployTime: deploy,
    prCycleTime: (coding ?? 0) + (spanMinutes(pr.createdDate, pr.mergedDate) ?? 0) + (deploy ?? 0),
    firstCommitAuthoredDate: first?.commitAuthoredDate,
    firstCommentDate: review?.createdDate,
    prCreatedDate: pr.createdDate,
    prMergedDate: pr.mergedDate,
    prDeployedDate: deployment?.finishedDate,
  });
}

/** The earliest comment or review by somebody else; by anybody, where the author is not known. */
export function firstReview(pr: PullRequest, comments: readonly Comment[]): Comment | undefined {
  return comments
    .filter(
      ({ accountId, createdDate }) =>
        instantOf(createdDate) !== undefined && (!pr.authorId || accountId !== pr.authorId),
    )
    .sort((a, b) => compareTimes(a.createdDate, b.createdDate) || compareIds(a.id, b.id))[0];
}
