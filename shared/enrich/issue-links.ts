import type { commits } from '../domain/code.ts';
import { pullRequestIssues, type pullRequests } from '../domain/codereview.ts';
import { issueCommits } from '../domain/crossdomain.ts';
import { type Row, row } from '../domain/table.ts';
import type { Given } from './given.ts';

/** What an issue is named by, and where: keys of a planning tool are unique in a product, numbers only in a repository. */
export interface IssueNames {
  /** Issues by a key such as `APP-12`, in capitals. */
  readonly byKey: ReadonlyMap<string, readonly string[]>;
  /** Issues of the boards of one repository by their number, as `<repo id> <number>`. */
  readonly byNumber: ReadonlyMap<string, readonly string[]>;
}

/** What a text says of an issue: its key, or its number in the text's own repository. */
export interface Reference {
  readonly kind: 'key' | 'number';
  readonly name: string;
}

const KEY = /(?<![A-Za-z0-9_-])[A-Z][A-Z0-9_]{1,30}-[1-9]\d{0,9}(?![A-Za-z0-9_])/g;
/** A branch is often written in small letters. */
const BRANCH_KEY = /(?<![a-z0-9_-])[a-z][a-z0-9_]{1,30}-[1-9]\d{0,9}(?![a-z0-9_])/gi;
/** As GitHub and GitLab read them: `fixes #1, #2 and #3`. */
const CLOSING =
  /(?<![A-Za-z])(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?)\b:?\s+((?:#[1-9]\d{0,9}(?:\s*,?\s*(?:and\s+)?)?)+)/gi;
const NUMBER = /#([1-9]\d{0,9})/g;
/** `12-fix-login`, `feature/12-fix-login`, `issue-12`, `fix/#12`. */
const BRANCH_NUMBER = /(?:^|\/)(?:(?:issue|gh|fix)[-_/]?)?#?([1-9]\d{0,9})(?=[-_]|$)/i;

/** The issues that a text closes or names: keys anywhere, numbers behind a closing word. */
export function referencesIn(text: string | null | undefined): readonly Reference[] {
  if (!text) return [];
  const keys = [...text.matchAll(KEY)].map(([name]): Reference => ({ kind: 'key', name }));
  const numbers = [...text.matchAll(CLOSING)].flatMap(([, list = '']) =>
    [...list.matchAll(NUMBER)].map(([, name = '']): Reference => ({ kind: 'number', name })),
  );
  return [...keys, ...numbers];
}

/** The issues that a branch is named after. */
export function referencesInBranch(branch: string | null | undefined): readonly Reference[] {
  if (!branch) return [];
  const keys = [...branch.matchAll(BRANCH_KEY)].map(([name]): Reference => ({ kind: 'key', name: name.toUpperCase() }));
  const number = BRANCH_NUMBER.exec(branch)?.[1];
  return [...keys, ...(number === undefined ? [] : [{ kind: 'number' as const, name: number }])];
}

/** All matches of a product's own pattern in a text. */
export type ProductPattern = (text: string) => readonly string[];

/** The references of a pull request under a product's own pattern: the first of title, description and branch that matches. */
function byPattern(pattern: ProductPattern, pr: Given<typeof pullRequests>): readonly Reference[] {
  for (const text of [pr.title, pr.description, pr.headRef]) {
    const found = pattern(text ?? '').map((match) => match.replaceAll(/[#\s]/g, ''));
    if (found.length > 0) return found.map((name) => ({ kind: /^\d+$/.test(name) ? 'number' : 'key', name }));
  }
  return [];
}

/** Which issues of a product a pull request is about. */
export function issuesOfPullRequest(
  pr: Given<typeof pullRequests>,
  names: IssueNames,
  pattern?: ProductPattern,
): readonly Row[] {
  const references = pattern
    ? byPattern(pattern, pr)
    : [...referencesIn(pr.title), ...referencesIn(pr.description), ...referencesInBranch(pr.headRef)];
  const found = new Map<string, string>();
  for (const { kind, name } of references)
    for (const issue of find(names, { kind, name }, pr.baseRepoId)) found.set(issue, name);
  return [...found].map(([issueId, issueKey]) =>
    row(pullRequestIssues, { pullRequestId: pr.id, issueId, pullRequestKey: pr.pullRequestKey, issueKey }),
  );
}

/** Which issues of a product a commit was made for. */
export function issuesOfCommit(
  commit: Given<typeof commits>,
  repos: readonly string[],
  names: IssueNames,
): readonly Row[] {
  const references = referencesIn(commit.message);
  const found = new Set(
    references.flatMap((reference) =>
      (reference.kind === 'key' ? [''] : repos).flatMap((repo) => find(names, reference, repo)),
    ),
  );
  return [...found].map((issueId) => row(issueCommits, { issueId, commitSha: commit.sha }));
}

const find = (names: IssueNames, { kind, name }: Reference, repo: string | null | undefined): readonly string[] =>
  (kind === 'key' ? names.byKey.get(name.toUpperCase()) : names.byNumber.get(`${repo ?? ''} ${name}`)) ?? [];
