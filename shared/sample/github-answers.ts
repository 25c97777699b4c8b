import { digest } from '../pipeline/identity.ts';
import { type Answer, listOf, oneOf, pagesOf } from './answer.ts';
import { isoOf } from './calendar.ts';
import type { Commit, Deployment, Pull } from './delivery.ts';
import { buildAnswers } from './github-builds.ts';
import { issueAnswers } from './github-issues.ts';
import type { ProductYear } from './organisation.ts';
import type { Person, Product } from './products.ts';

/** The mapping of the sample's repositories. */
export const githubConfig = {
  issueTypeRequirement: '^feature$',
  issueTypeBug: '^bug$',
  issueTypeIncident: '^incident$',
  issueSeverity: '^severity/',
  issuePriority: '^(high|medium|low)$',
  issueComponent: '^component/',
  prType: '^type/',
  prComponent: '^component/',
  statusLabels: '^in progress$',
  envNamePattern: '^production$',
} as const;

/** Somebody, as GitHub mentions people. */
export const userOf = ({ id, login }: Person) => ({ id, login });

/** Small numbers that differ where the texts do: GitHub's ids are numbers. */
export const idOf = (text: string): number => Number.parseInt(digest(text, 12), 16);

/** The repository, as GitHub describes it. */
export const repositoryAnswer = ({ repository, description }: Product, from: number, until: number) => ({
  id: repository.id,
  name: repository.name.split('/')[1],
  full_name: repository.name,
  html_url: `https://github.com/${repository.name}`,
  description,
  owner: { id: 9000 },
  language: repository.language,
  created_at: isoOf(from),
  updated_at: isoOf(until),
  default_branch: 'main',
});

/** What GitHub would have answered about a product's repository in the year. */
export function githubAnswers(year: ProductYear): readonly Answer[] {
  const { product, pulls, releases, from, until } = year;
  const base = `/repos/${product.repository.name}`;
  const trunk = pulls.flatMap(({ merge }) => merge ?? []).sort((a, b) => b.at - a.at);
  return [
    oneOf('repository', base, repositoryAnswer(product, from, until)),
    ...(product.board === undefined ? issueAnswers(year, base) : []),
    ...pagesOf(
      'pull_requests',
      `${base}/pulls?state=all&sort=created&direction=asc&per_page=100`,
      pulls.map((pull) => pullOf(pull, product)),
    ),
    ...pulls.flatMap((pull) => aboutPull(pull, product, base)),
    ...pagesOf('commits', `${base}/commits?sha=main&per_page=100`, trunk.map(commitOf)),
    ...trunk.map((commit) =>
      oneOf(
        'commit_details',
        `${base}/commits/${commit.sha}`,
        { sha: commit.sha, stats: { additions: commit.additions, deletions: commit.deletions } },
        { sha: commit.sha },
      ),
    ),
    ...pagesOf(
      'tags',
      `${base}/tags?per_page=100`,
      releases.map(({ tag, sha }) => ({ name: tag, commit: { sha } })),
    ),
    ...pagesOf(
      'releases',
      `${base}/releases?per_page=100`,
      releases.map(({ tag, at, by }) => ({
        id: idOf(`${base} ${tag}`),
        tag_name: tag,
        target_commitish: 'main',
        name: `${product.name} ${tag.slice(1)}`,
        html_url: `https://github.com/${product.repository.name}/releases/tag/${tag}`,
        draft: false,
        prerelease: false,
        author: userOf(by),
        created_at: isoOf(at),
        published_at: isoOf(at),
      })),
    ),
    ...deploymentAnswers(year, base),
    ...buildAnswers(year, base),
    ...product.team.map((person) =>
      oneOf(
        'accounts',
        `/users/${person.login}`,
        { ...userOf(person), type: 'User', name: person.name, created_at: isoOf(from) },
        { login: person.login },
      ),
    ),
  ];
}

const pullId = (pull: Pull, { repository }: Product): number => repository.id * 100_000 + pull.number;

function pullOf(pull: Pull, product: Product) {
  const { repository } = product;
  const repo = { id: repository.id };
  const { number, title, by, createdAt, endedAt, merge, isDraft, branch, component, kind, commits, issue } = pull;
  return {
    id: pullId(pull, product),
    number,
    title,
    body: issue && product.board === undefined ? `Closes #${issue.number}` : 'A made-up pull request of the sample.',
    state: endedAt === undefined ? 'open' : 'closed',
    html_url: `https://github.com/${repository.name}/pull/${number}`,
    user: userOf(by),
    labels: [{ name: kind }, { name: `component/${component}` }],
    draft: isDraft,
    head: { ref: branch, sha: commits.at(-1)?.sha, repo },
    base: { ref: 'main', sha: merge?.parent, repo },
    merge_commit_sha: merge?.sha,
    created_at: isoOf(createdAt),
    updated_at: isoOf(endedAt ?? createdAt),
    closed_at: endedAt === undefined ? null : isoOf(endedAt),
    merged_at: merge ? isoOf(merge.at) : null,
  };
}

/** What is asked for once a pull request. */
function aboutPull(pull: Pull, product: Product, base: string): readonly Answer[] {
  const { number, commits, reviews, merge, by, endedAt, createdAt } = pull;
  const id = pullId(pull, product);
  const input = { id: String(id), number };
  const size = (of: 'additions' | 'deletions') => commits.reduce((sum, commit) => sum + commit[of], 0);
  const [additions, deletions] = [size('additions'), size('deletions')];
  const [mergedBy, updated] = [merge ? userOf(by) : null, isoOf(endedAt ?? createdAt)];
  const detail = { id, number, additions, deletions, merged_by: mergedBy, updated_at: updated };
  const lookedAt = reviews.map((review, i) => ({
    id: id * 10 + i,
    user: userOf(review.by),
    body: review.state === 'APPROVED' ? 'Looks good.' : 'A few questions.',
    state: review.state,
    commit_id: commits.at(-1)?.sha,
    submitted_at: isoOf(review.at),
  }));
  return [
    oneOf('pull_request_details', `${base}/pulls/${number}`, detail, input),
    listOf('pull_request_commits', `${base}/pulls/${number}/commits?per_page=100`, commits.map(commitOf), input),
    listOf('pull_request_reviews', `${base}/pulls/${number}/reviews?per_page=100`, lookedAt, {
      ...input,
      requestedReviewers: [],
    }),
  ];
}

const commitOf = ({ sha, message, at, by, parent }: Commit) => {
  const signature = { name: by.name, email: `${by.login}@sample.invalid`, date: isoOf(at) };
  return {
    sha,
    commit: { message, author: signature, committer: signature },
    author: userOf(by),
    committer: userOf(by),
    parents: parent === undefined ? [] : [{ sha: parent }],
  };
};

function deploymentAnswers({ product, deployments }: ProductYear, base: string): readonly Answer[] {
  const numbered = deployments.map((deployment, i) => ({ ...deployment, id: product.repository.id * 10_000 + i }));
  return [
    ...pagesOf(
      'deployments',
      `${base}/deployments?per_page=100`,
      numbered.toReversed().map(({ id, sha, environment, at }) => ({
        id,
        sha,
        ref: 'main',
        environment,
        description: `Deploy ${sha.slice(0, 7)} to ${environment}`,
        created_at: isoOf(at),
        updated_at: isoOf(at),
      })),
    ),
    ...numbered.map((deployment) =>
      listOf(
        'deployment_statuses',
        `${base}/deployments/${deployment.id}/statuses?per_page=100`,
        [statusOf(deployment)],
        { deploymentId: String(deployment.id) },
      ),
    ),
  ];
}

const statusOf = ({ isGood, finishedAt }: Deployment) => ({
  state: isGood ? 'success' : 'failure',
  created_at: isoOf(finishedAt),
  updated_at: isoOf(finishedAt),
});
