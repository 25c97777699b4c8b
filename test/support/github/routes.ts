import {
  deployment,
  deploymentStatuses,
  release,
  repository,
  tag,
  tagCount,
  workflowJobs,
  workflowRun,
} from './builds.ts';
import { commentCount, issue, issueComment, issueEvent, issueUpdatedAt, MILESTONES, milestone } from './issues.ts';
import { account } from './people.ts';
import { commit, commitDetail, pull, pullCommits, pullDetail, reviewComment, reviews } from './pulls.ts';
import { REPOSITORY, type World } from './world.ts';

/** A list that is made when it is served. */
export interface LazyList {
  readonly length: number;
  readonly at: (index: number) => unknown;
  /** The key that holds it in the body, beside `total_count`. */
  readonly envelope?: string;
}

/** What is at a path. */
export type Found =
  | { readonly kind: 'list'; readonly list: LazyList }
  | { readonly kind: 'one'; readonly json: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

const NOT_FOUND: Found = { kind: 'refused', status: 404, message: 'Not Found' };

const one = (json: unknown): Found => (json === undefined ? NOT_FOUND : { kind: 'one', json });
const lazy = (length: number, at: (index: number) => unknown): Found => ({ kind: 'list', list: { length, at } });
const listOf = (all: readonly unknown[]): Found => lazy(all.length, (index) => all[index]);

/** Answers a GET below the API's root: what `path` names in the world under this query. */
export function find(world: World, path: string, query: URLSearchParams): Found {
  const [root = '', ...rest] = path.split('/').slice(1);
  if (root === 'rate_limit') return one({ resources: {} });
  if (path === '/user/repos') return listOf([repository()]);
  if (root === 'users') return user(rest[0] ?? '', rest[1]);
  const parts = root === 'repositories' ? rest.slice(1) : rest.slice(2);
  const isOurs =
    root === 'repositories' ? rest[0] === String(REPOSITORY.id) : rest.slice(0, 2).join('/') === REPOSITORY.name;
  if (!isOurs) return NOT_FOUND;
  if (parts.length === 0) return one(repository());
  return inRepository(world, parts, query);
}

function user(login: string, what: string | undefined): Found {
  const found = account(decodeURIComponent(login));
  if (!found) return NOT_FOUND;
  return what === 'orgs' ? listOf(found.type === 'Bot' ? [] : [{ login: 'growers', id: 1 }]) : one(found);
}

const inRepository = (world: World, [name = '', ...rest]: readonly string[], query: URLSearchParams): Found =>
  routes[name]?.(world, rest, query) ?? NOT_FOUND;

type Route = (world: World, rest: readonly string[], query: URLSearchParams) => Found;

const routes: Readonly<Record<string, Route>> = {
  issues: (world, [what], query) => {
    if (what === 'comments') return since(range(commentCount(world)), (i) => issueComment(world, i), query);
    const count = world.size.issues + world.size.pulls;
    if (what === 'events') return lazy(count, (index) => issueEvent(world, count - index));
    const from = query.get('since');
    if (from === null) return lazy(count, (index) => issue(world, index + 1));
    const numbers = range(count + 1).filter((number) => number > 0 && issueUpdatedAt(world, number) >= from);
    return lazy(numbers.length, (index) => issue(world, numbers[index] ?? 0));
  },
  milestones: () => lazy(MILESTONES, milestone),
  pulls: (world, [number, what], query) => {
    const numbers = range(world.size.pulls).map((i) => i + 1 + world.size.issues);
    if (number === 'comments') return since(numbers, (of) => reviewComment(world, of), query);
    if (number === undefined) return listOf(sortedPulls(world, numbers, query));
    const known = numbers.includes(Number(number)) ? Number(number) : undefined;
    if (known === undefined) return NOT_FOUND;
    if (what === 'commits') return listOf(pullCommits(world, known));
    return what === 'reviews' ? listOf(reviews(world, known)) : one(pullDetail(world, known));
  },
  commits: (world, [wanted], query) => {
    const all = range(world.size.commits).toReversed();
    if (wanted !== undefined) {
      const index = all.find((i) => commit(world, i).sha === wanted);
      return index === undefined ? NOT_FOUND : one(commitDetail(world, index));
    }
    if (all.length === 0) return { kind: 'refused', status: 409, message: 'Git Repository is empty.' };
    const from = query.get('since');
    return listOf(all.map((i) => commit(world, i)).filter((of) => from === null || of.commit.committer.date >= from));
  },
  actions: (world, [, id, what], query) => {
    if (id === undefined) return runsIn(world, query);
    const index = Number(id) - 800_000;
    if (index < 0 || index >= world.size.runs) return NOT_FOUND;
    if (what !== 'jobs') return one(workflowRun(world, index));
    const jobs = workflowJobs(world, index);
    return { kind: 'list', list: { length: jobs.length, at: (i) => jobs[i], envelope: 'jobs' } };
  },
  tags: (world) => lazy(tagCount(world), (index) => tag(world, index)),
  releases: (world, [which]) => {
    if (which === 'latest') return one(tagCount(world) > 0 ? release(world, 0) : undefined);
    return lazy(tagCount(world), (index) => release(world, index));
  },
  branches: (world) => listOf(world.size.commits > 0 ? [{ name: 'main', commit: { sha: commit(world, 0).sha } }] : []),
  labels: () => listOf([{ id: 1, name: 'bug' }]),
  deployments: (world, [id]) => {
    const { deployments } = world.size;
    if (id === undefined) return lazy(deployments, (index) => deployment(world, deployments - 1 - index));
    return listOf(deploymentStatuses(Number(id) - 40_000));
  },
};

const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);

function since(indexes: readonly number[], make: (index: number) => { updated_at: string }, query: URLSearchParams) {
  const from = query.get('since') ?? '';
  return listOf(indexes.map(make).filter(({ updated_at }) => updated_at >= from));
}

function sortedPulls(world: World, numbers: readonly number[], query: URLSearchParams): readonly unknown[] {
  const all = numbers.map((number) => pull(world, number));
  if (query.get('sort') === 'updated') return all.toSorted((a, b) => (a.updated_at < b.updated_at ? 1 : -1));
  return query.get('direction') === 'asc' ? all : all.toReversed();
}

function runsIn(world: World, query: URLSearchParams): Found {
  const [from = '', to = '~'] = (query.get('created') ?? '').split('..');
  const runs = range(world.size.runs)
    .toReversed()
    .map((index) => workflowRun(world, index))
    .filter(({ created_at }) => created_at >= from && created_at <= to);
  return { kind: 'list', list: { length: runs.length, at: (index) => runs[index], envelope: 'workflow_runs' } };
}
