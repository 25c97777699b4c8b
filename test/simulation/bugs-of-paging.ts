import type { Pagination } from '../../shared/plugin-sdk/pagination.ts';
import { acmeWith } from './acme.ts';
import { beginningAgain, byOffset, byWindows } from './acme-entries.ts';
import { type Bug, pluginBug } from './bug.ts';

const offsets = 'a list by offset moves while it is read, and is begun again where offsets end';
const windows = 'windows of time fill while they are read';
const A_SECOND = 1000;

/** The list ends where its first page said that it does: the total is carried along. */
const endAsItBegan: Pagination<unknown> = (page) => {
  const query = new URLSearchParams(page.request.target.split('?')[1]);
  const total = Number(query.get('known') ?? byTotal(page.json));
  return byOffset({ ...page, json: { total } }).map((request) => ({
    ...request,
    target: `${request.target.replace(/&known=\d+/, '')}&known=${total}`,
  }));
};
const byTotal = (json: unknown): unknown =>
  typeof json === 'object' && json !== null && 'total' in json ? json.total : undefined;

/** A window is judged by its first page alone. */
const cutAtOnce: Pagination<unknown> = (page) => (page.request.page > 1 ? byOffset(page) : byWindows()(page));

/** Bugs in how a list is paged. */
export const pagingBugs: readonly Bug[] = [
  pluginBug(
    'a list that is begun again leaves out the moment at which it was left',
    offsets,
    acmeWith({ releases: beginningAgain((oldest) => oldest - A_SECOND) }),
  ),
  pluginBug(
    'a list by offset ends where its first page said',
    offsets,
    acmeWith({ releases: beginningAgain((oldest) => oldest, endAsItBegan) }),
  ),
  pluginBug('the end of a window is left out', windows, acmeWith({ worklogs: byWindows(A_SECOND) })),
  pluginBug('a window that fills while it is read is not cut again', windows, acmeWith({ worklogs: cutAtOnce })),
];
