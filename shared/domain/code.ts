import { bool, id, int, oneOf, table, text, time } from './table.ts';

/** A source code repository. */
export const repos = table('repos', ['id'], {
  id: id(),
  name: text(),
  url: text(),
  description: text(),
  ownerId: text(),
  language: text(),
  forkedFrom: text(),
  createdDate: time(),
  updatedDate: time(),
  deleted: bool(),
});

/** A commit, keyed by its content address: forks of one connection share the row. */
export const commits = table(
  'commits',
  ['sha'],
  {
    sha: id(),
    additions: int(),
    deletions: int(),
    devEq: int(),
    message: text(),
    authorName: text(),
    authorEmail: text(),
    authoredDate: time(),
    authorId: text(),
    committerName: text(),
    committerEmail: text(),
    committedDate: time(),
    committerId: text(),
  },
  'connection',
);

/** Which commits a repository holds. */
export const repoCommits = table('repo_commits', ['repoId', 'commitSha'], { repoId: id(), commitSha: id() });

/** A commit's parents. */
export const commitParents = table(
  'commit_parents',
  ['commitSha', 'parentCommitSha'],
  { commitSha: id(), parentCommitSha: id() },
  'connection',
);

/** A branch or a tag. */
export const refs = table('refs', ['id'], {
  id: id(),
  repoId: id(),
  name: text(),
  commitSha: text(),
  isDefault: bool(),
  refType: oneOf(['BRANCH', 'TAG']),
  createdDate: time(),
});

/** A file that a commit changed. */
export const commitFiles = table(
  'commit_files',
  ['id'],
  { id: id(), commitSha: id(), filePath: text(), additions: int(), deletions: int() },
  'connection',
);

/** Commits that are reachable from the new commit and not from the old one, numbered in the order found. */
export const commitsDiffs = table('commits_diffs', ['newCommitSha', 'oldCommitSha', 'commitSha'], {
  newCommitSha: id(),
  oldCommitSha: id(),
  commitSha: id(),
  sortingIndex: int(),
});

/** How many bytes of a language a repository holds. */
export const repoLanguages = table('repo_languages', ['repoId', 'language'], {
  repoId: id(),
  language: id(),
  bytes: int(),
});
