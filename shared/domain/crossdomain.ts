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
