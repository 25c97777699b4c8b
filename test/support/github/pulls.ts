import { issue, someLabels } from './issues.ts';
import { person, someone } from './people.ts';
import { pick, sha, words } from './seeded.ts';
import { minute, REPOSITORY, type World } from './world.ts';

const API = `https://api.github.com/repos/${REPOSITORY.name}`;

const commitOf = (name: string, at: string) => ({
  message: words(name, 5),
  author: { name: 'Ada', email: 'ada@example.com', date: at },
  committer: { name: 'Ada', email: 'ada@example.com', date: at },
});

/** A commit of the default branch, counted from 0, the oldest first. */
export function commit(world: World, index: number) {
  const seed = `${world.seed} commit ${index}`;
  const author = someone(seed);
  const parents = index === 0 ? [] : [{ sha: sha(`${world.seed} commit ${index - 1}`) }];
  return { sha: sha(seed), commit: commitOf(seed, minute(index * 30)), author, committer: author, parents };
}

/** What a commit's own answer adds. */
export const commitDetail = (world: World, index: number) => ({
  ...commit(world, index),
  stats: { additions: pick(`plus ${index}`, 100), deletions: pick(`minus ${index}`, 50), total: 0 },
  files: [],
});

/** The commits of a pull request. */
export const pullCommits = (world: World, number: number) =>
  [0, 1].map((index) => {
    const seed = `${world.seed} pull ${number} commit ${index}`;
    const at = minute(number * 10 + index);
    return { sha: sha(seed), commit: commitOf(seed, at), author: someone(seed), committer: null, parents: [] };
  });

/** A pull request by its number, as the list gives it. */
export function pull(world: World, number: number) {
  const seed = `${world.seed} pull ${number}`;
  const { title, state, closed_at, created_at, updated_at, user } = issue(world, number);
  const merged = state === 'closed' && pick(`${seed} merged`, 3) > 0;
  const repo = { id: REPOSITORY.id, full_name: REPOSITORY.name };
  return {
    id: 200_000 + number,
    node_id: `PR_${number}`,
    number,
    title,
    body: `closes #${1 + pick(seed, world.size.issues)}`,
    state,
    html_url: `https://github.com/${REPOSITORY.name}/pull/${number}`,
    user,
    labels: someLabels(seed),
    assignee: null,
    assignees: [],
    requested_reviewers: state === 'open' ? [person('radia')] : [],
    draft: false,
    head: { ref: `topic-${number}`, sha: sha(`${seed} commit 1`), repo },
    base: { ref: 'main', sha: sha(`${world.seed} commit 0`), repo },
    merge_commit_sha: merged ? sha(`${seed} merge`) : null,
    merged_at: merged ? closed_at : null,
    created_at,
    updated_at,
    closed_at,
  };
}

/** What a pull request's own answer adds. */
export function pullDetail(world: World, number: number) {
  const base = pull(world, number);
  const merged_by = base.merged_at === null ? null : person('grace');
  return { ...base, merged_by, additions: pick(`plus ${number}`, 90), deletions: pick(`minus ${number}`, 60) };
}

/** The reviews of a pull request. */
export const reviews = (world: World, number: number) =>
  (['COMMENTED', 'APPROVED'] as const).map((state, index) => ({
    id: 500_000 + number * 10 + index,
    user: someone(`${world.seed} review ${number} ${index}`),
    body: words(`review ${number}`, 4),
    state,
    html_url: `https://github.com/${REPOSITORY.name}/pull/${number}#review`,
    pull_request_url: `${API}/pulls/${number}`,
    submitted_at: minute(number * 10 + 3),
    commit_id: sha(`${world.seed} pull ${number} commit 1`),
  }));

/** The comment in the code of a pull request. */
export const reviewComment = (world: World, number: number) => ({
  id: 600_000 + number,
  pull_request_review_id: 500_000 + number * 10,
  pull_request_url: `${API}/pulls/${number}`,
  html_url: `https://github.com/${REPOSITORY.name}/pull/${number}#r`,
  commit_id: sha(`${world.seed} pull ${number} commit 1`),
  path: 'src/tree.ts',
  user: someone(`${world.seed} line ${number}`),
  body: words(`line ${number}`, 8),
  created_at: minute(number * 10 + 3),
  updated_at: minute(number * 10 + 3),
});
