import { digest } from '../pipeline/identity.ts';
import { afterWork, atWork, DAY, HOUR, MINUTE, workdays } from './calendar.ts';
import type { Chance } from './chance.ts';
import type { Person, Product } from './products.ts';
import { type Issue, resolvedAt } from './work.ts';

/** A commit; on the main branch each has the one before it as its parent. */
export interface Commit {
  readonly sha: string;
  readonly message: string;
  readonly at: number;
  readonly by: Person;
  readonly parent?: string;
  readonly additions: number;
  readonly deletions: number;
}

/** A review of a pull request. */
export interface Review {
  readonly at: number;
  readonly by: Person;
  readonly state: 'COMMENTED' | 'CHANGES_REQUESTED' | 'APPROVED';
}

/** A pull request, with what it is for. */
export interface Pull {
  readonly number: number;
  readonly issue?: Issue;
  readonly title: string;
  readonly branch: string;
  readonly by: Person;
  readonly createdAt: number;
  readonly endedAt?: number;
  readonly merge?: Commit;
  readonly isDraft: boolean;
  readonly commits: readonly Commit[];
  readonly reviews: readonly Review[];
  readonly component: string;
  readonly kind: string;
}

/** A deployment of the main branch to an environment. */
export interface Deployment {
  readonly sha: string;
  readonly environment: 'staging' | 'production';
  readonly at: number;
  readonly finishedAt: number;
  readonly isGood: boolean;
  readonly by: Person;
}

/** A version with its tag. */
export interface Release {
  readonly tag: string;
  readonly at: number;
  readonly sha: string;
  readonly by: Person;
}

interface Given {
  readonly chance: Chance;
  readonly product: Product;
  readonly from: number;
  readonly until: number;
}

/** Numbers of pull requests begin here; below are the issues of a repository. */
const FIRST_PULL = 2001;

interface Draft {
  readonly issue?: Issue;
  readonly title: string;
  readonly by: Person;
  readonly begins: number;
  readonly createdAt: number;
  readonly endedAt: number | undefined;
  readonly isMerged: boolean;
}

/** The pull requests of a year: most for an issue, some of the team's own accord. */
export function pullsOf(given: Given, issues: readonly Issue[]): readonly Pull[] {
  const { until } = given;
  const drafts = [...issues.flatMap((issue) => draftFor(given, issue)), ...chores(given)]
    .filter(({ createdAt }) => createdAt < until)
    .sort((a, b) => a.createdAt - b.createdAt);
  const merged = drafts.filter((draft) => draft.isMerged && draft.endedAt !== undefined && draft.endedAt < until);
  const trunk = new Map<Draft, string>();
  let parent = digest(`${given.product.repository.name} root`, 40);
  for (const draft of merged.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))) {
    trunk.set(draft, parent);
    parent = shaOf(given, draft);
  }
  return drafts.map((draft, i) => pullAt(given, draft, FIRST_PULL + i, trunk.get(draft)));
}

const shaOf = ({ product }: Given, { title, createdAt, issue }: Draft): string =>
  digest(`${product.repository.name} ${issue?.number ?? ''} ${title} ${createdAt}`, 40);

function draftFor({ chance, product, until }: Given, issue: Issue): readonly Draft[] {
  const ready = issue.moves.find(({ to }) => to === 'In Review')?.at;
  const began = issue.moves[0]?.at;
  if (ready === undefined || began === undefined || !issue.assignee || chance.happens(0.12)) return [];
  const done = issue.moves.find(({ to, at }) => to === 'Done' && at > ready)?.at;
  const isMerged = !chance.happens(0.04);
  const endedAt = done === undefined ? undefined : done - chance.whole(2, 20) * MINUTE;
  const name = product.board === undefined ? `#${issue.number}` : `${product.key}-${issue.number}`;
  const title = product.board === undefined ? issue.title : `${name} ${issue.title}`;
  const createdAt = Math.min(ready - chance.whole(1, 25) * MINUTE, until);
  return [
    { issue, title, by: issue.assignee, begins: Math.min(began, createdAt - HOUR), createdAt, endedAt, isMerged },
  ];
}

const CHORES = [
  'Update dependencies',
  'Fix a typo in the readme',
  'Speed the tests up',
  'Refactor the logging',
] as const;

function chores({ chance, product, from, until }: Given): readonly Draft[] {
  return workdays(from, until).flatMap((day): readonly Draft[] => {
    if (!chance.happens(0.16)) return [];
    const createdAt = atWork(day + chance.whole(8 * 60, 17 * 60) * MINUTE);
    const endedAt = afterWork(createdAt, chance.span(product.pickupHours * 2));
    const isStale = chance.happens(0.06);
    const by = chance.pick(product.team);
    const isMerged = !chance.happens(0.15);
    const begins = createdAt - chance.whole(20, 300) * MINUTE;
    return [{ title: chance.pick(CHORES), by, begins, createdAt, endedAt: isStale ? undefined : endedAt, isMerged }];
  });
}

function pullAt(given: Given, draft: Draft, number: number, parent: string | undefined): Pull {
  const { chance, product, until } = given;
  const { issue, title, by, begins, createdAt } = draft;
  const endedAt = draft.endedAt !== undefined && draft.endedAt < until ? draft.endedAt : undefined;
  const size = Math.max(3, Math.round(chance.span(issue ? 20 + issue.points * 22 : 30, 0.9)));
  const count = chance.whole(1, issue ? 4 : 2);
  const commits = Array.from({ length: count }, (_, i): Commit => {
    const at = Math.round(begins + ((createdAt - begins) * (i + 1)) / (count + 1));
    const sha = digest(`${product.repository.name} ${number} ${i}`, 40);
    const [additions, deletions] = [Math.ceil(size / count), Math.floor(size / count / 3)];
    return { sha, message: i === 0 ? title : `Address review ${i}`, at, by, additions, deletions };
  });
  const additions = commits.reduce((sum, commit) => sum + commit.additions, 0);
  const deletions = commits.reduce((sum, commit) => sum + commit.deletions, 0);
  const merge: Commit | undefined =
    parent === undefined || endedAt === undefined
      ? undefined
      : { sha: shaOf(given, draft), message: `${title} (#${number})`, at: endedAt, by, parent, additions, deletions };
  return {
    number,
    ...(issue && { issue }),
    title,
    branch: issue ? `feature/${product.key.toLowerCase()}-${issue.number}` : `chore/${number}`,
    by,
    createdAt,
    ...(endedAt !== undefined && { endedAt }),
    ...(merge && { merge }),
    isDraft: endedAt === undefined && chance.happens(0.3),
    commits,
    reviews: reviewsOf(given, { by, createdAt, endedAt: endedAt ?? until, isOpen: endedAt === undefined }),
    component: issue?.component ?? chance.pick(product.components),
    kind: issue ? (issue.type === 'BUG' ? 'type/fix' : 'type/feature') : 'type/chore',
  };
}

function reviewsOf(
  { chance, product }: Given,
  of: { by: Person; createdAt: number; endedAt: number; isOpen: boolean },
): readonly Review[] {
  const others = product.team.filter(({ id }) => id !== of.by.id);
  const [first, ...rest] = others;
  if (!first || chance.happens(of.isOpen ? 0.45 : 0.08)) return [];
  const span = of.endedAt - of.createdAt;
  const looks = chance.whole(1, 3);
  return Array.from({ length: looks }, (_, i): Review => {
    const at = Math.round(of.createdAt + span * (0.15 + (0.8 * (i + chance.next() * 0.6)) / looks));
    const last = i === looks - 1 && !of.isOpen;
    const state = last ? 'APPROVED' : chance.pick(['COMMENTED', 'CHANGES_REQUESTED'] as const);
    return { at, by: chance.pick([first, ...rest]), state };
  });
}

/** What went to staging and to production, and when. */
export function deploymentsOf({ chance, product, from, until }: Given, pulls: readonly Pull[]): readonly Deployment[] {
  const trunk = pulls.flatMap(({ merge }) => merge ?? []).sort((a, b) => a.at - b.at);
  const found: Deployment[] = [];
  let live = '';
  for (const day of workdays(from, until)) {
    const at = day + 13 * HOUR + chance.whole(0, 150) * MINUTE;
    const head = trunk.findLast((commit) => commit.at < at - HOUR);
    if (!product.deploysOn.includes(new Date(day).getUTCDay()) || !head || head.sha === live || at > until) continue;
    const { sha, by } = head;
    const took = () => Math.round(chance.span(7, 0.4) * MINUTE);
    const attempt = (environment: Deployment['environment'], when: number, isGood: boolean): void => {
      found.push({ sha, environment, at: when, finishedAt: when + took(), isGood, by });
    };
    attempt('staging', at - 50 * MINUTE, true);
    if (chance.happens(0.07)) attempt('production', at - 25 * MINUTE, false);
    attempt('production', at, true);
    live = sha;
  }
  return found.filter(({ finishedAt }) => finishedAt < until);
}

/** What broke after a deployment, as issues that follow those that were planned. */
export function incidentsOf(
  { chance, product, until }: Given,
  deployments: readonly Deployment[],
  title: () => string,
  first: number,
): readonly Issue[] {
  const broken = deployments.filter(
    ({ environment, isGood }) => environment === 'production' && isGood && chance.happens(product.breaks),
  );
  return broken.flatMap(({ finishedAt }, i): readonly Issue[] => {
    const createdAt = finishedAt + Math.round(chance.span(90, 0.7)) * MINUTE;
    const by = chance.pick(product.team);
    const seen = createdAt + chance.whole(2, 25) * MINUTE;
    const mended = seen + Math.round(chance.span(product.pickupHours * 24, 0.9)) * MINUTE;
    const moves = [
      { at: seen, from: 'Backlog', to: 'In Progress', by } as const,
      { at: mended, from: 'In Progress', to: 'Done', by } as const,
    ];
    const issue: Issue = {
      number: first + i,
      type: 'INCIDENT',
      title: title(),
      createdAt,
      creator: by,
      assignee: by,
      moves: moves.filter(({ at }) => at < until),
      sprints: [],
      points: 0,
      estimateMinutes: 0,
      spentMinutes: Math.round((mended - seen) / MINUTE),
      priority: 'high',
      severity: 'severity/critical',
      component: chance.pick(product.components),
      isFromOperations: true,
    };
    return createdAt < until ? [issue] : [];
  });
}

/** A version a month, of what was in production then. */
export function releasesOf({ product, from, until }: Given, deployments: readonly Deployment[]): readonly Release[] {
  const live = deployments.filter(({ environment, isGood }) => environment === 'production' && isGood);
  const found: Release[] = [];
  for (let at = from + 30 * DAY; at < until; at += 30 * DAY) {
    const last = live.findLast(({ finishedAt }) => finishedAt < at);
    if (last) found.push({ tag: `v1.${found.length}`, at: last.finishedAt + HOUR, sha: last.sha, by: product.team[0] });
  }
  return found;
}

/** The version that an issue was fixed in; undefined while there is none. */
export function fixedIn(issue: Issue, releases: readonly Release[]): string | undefined {
  const done = resolvedAt(issue);
  return done === undefined ? undefined : releases.find(({ at }) => at > done)?.tag;
}
