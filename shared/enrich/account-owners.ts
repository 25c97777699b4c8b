import { type accounts, userAccounts, type users } from '../domain/crossdomain.ts';
import { type Row, row } from '../domain/table.ts';
import { compareText, type Given } from './given.ts';

/**
 * Whose account it is: what a user said; else the one with its e-mail, else the one who is called as its full name, else as
 * its user name. Exactly, but for the case of an e-mail; of several the one with the first id. Others are nobody's.
 */
export function accountOwners(
  accountRows: readonly Given<typeof accounts>[],
  people: readonly Given<typeof users>[],
  said: ReadonlyMap<string, string>,
): readonly Row[] {
  const sorted = [...people].sort((a, b) => compareText(b.id, a.id));
  const byEmail = new Map(sorted.flatMap(({ id, email }) => (email ? [[email.toLowerCase(), id] as const] : [])));
  const byName = new Map(sorted.flatMap(({ id, name }) => (name ? [[name, id] as const] : [])));
  return accountRows.flatMap(({ id: accountId, email, fullName, userName }) => {
    const userId =
      said.get(accountId) ??
      byEmail.get((email ?? '').toLowerCase()) ??
      byName.get(fullName ?? '') ??
      byName.get(userName ?? '');
    return userId === undefined ? [] : [row(userAccounts, { accountId, userId })];
  });
}
