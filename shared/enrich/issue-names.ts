import type { boardRepos } from '../domain/crossdomain.ts';
import type { boardIssues, issues } from '../domain/ticket.ts';
import { type Given, groupBy } from './given.ts';
import type { IssueNames } from './issue-links.ts';

/** How the issues of these boards are named: by key, and by number in the repository that a board is of. */
export function issueNames(
  all: readonly Pick<Given<typeof issues>, 'id' | 'issueKey'>[],
  boards: readonly Given<typeof boardIssues>[],
  reposOfBoards: readonly Given<typeof boardRepos>[],
): IssueNames {
  const boardsOf = groupBy(boards, ({ issueId }) => issueId);
  const reposOf = groupBy(reposOfBoards, ({ boardId }) => boardId);
  const [byKey, byNumber] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const add = (names: Map<string, string[]>, name: string, id: string): void => {
    const known = names.get(name);
    if (known) known.push(id);
    else names.set(name, [id]);
  };
  for (const { id, issueKey } of all) {
    const on = boardsOf.get(id) ?? [];
    if (!issueKey || on.length === 0) continue;
    if (!/^\d+$/.test(issueKey)) add(byKey, issueKey.toUpperCase(), id);
    // A board that is a repository's own has the repository's id, where no row says so.
    else
      for (const repo of new Set(
        on.flatMap(({ boardId }) => reposOf.get(boardId)?.map(({ repoId }) => repoId) ?? boardId),
      ))
        add(byNumber, `${repo} ${issueKey}`, id);
  }
  return { byKey, byNumber };
}
