import { commitsDiffs } from '../domain/code.ts';
import { type Row, row } from '../domain/table.ts';

/** The parents of commits, by sha; a commit that was not collected has none. */
export type CommitGraph = ReadonlyMap<string, readonly string[]>;

/**
 * The commits that are reachable from the new one and not from the old one, numbered from 1 in the order in which they are
 * found, breadth first. Unknown commits end a path.
 */
export function commitsDiff(graph: CommitGraph, newCommitSha: string, oldCommitSha: string): readonly Row[] {
  const old = reachable(graph, oldCommitSha, new Set());
  const found = reachable(graph, newCommitSha, old);
  return [...found].map((commitSha, index) =>
    row(commitsDiffs, { newCommitSha, oldCommitSha, commitSha, sortingIndex: index + 1 }),
  );
}

/** In the order found; what is `without` is not entered. */
function reachable(graph: CommitGraph, from: string, without: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>(without.has(from) ? [] : [from]);
  // A set keeps what is added while it is walked.
  for (const sha of found) for (const parent of graph.get(sha) ?? []) if (!without.has(parent)) found.add(parent);
  return found;
}
