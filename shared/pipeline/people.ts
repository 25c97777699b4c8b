import { places } from '../contract/places.ts';
import { People } from '../contract/project.ts';
import { accounts, teams, teamUsers, userAccounts, users } from '../domain/crossdomain.ts';
import { row } from '../domain/table.ts';
import { accountOwners } from '../enrich/account-owners.ts';
import type { Given } from '../enrich/given.ts';
import { toItem } from './deep-json.ts';
import { type Reconciled, type RowPorts, reconcile, rowsIn, type Target } from './enrich-rows.ts';
import type { EnrichUnit } from './enrich-unit.ts';
import { rowsOf } from './expand.ts';
import type { Place, TablePort } from './ports.ts';

/** Replaces what is known of people by what is given. */
export async function savePeople(table: TablePort, people: People): Promise<void> {
  const pk = places.people;
  const rows = [
    ...people.users.map((user) => toItem({ pk, sk: `user#${user.id}`, ...user })),
    ...people.teams.map((team) => toItem({ pk, sk: `team#${team.id}`, ...team })),
  ];
  const kept = new Set(rows.map(({ sk }) => sk));
  const gone: Place[] = [];
  for await (const { sk } of rowsOf(table, pk)) if (typeof sk === 'string' && !kept.has(sk)) gone.push({ pk, sk });
  await table.writeMany(rows, gone);
}

/** What is known of people. */
export async function readPeople(table: TablePort): Promise<People> {
  const found: { users: unknown[]; teams: unknown[] } = { users: [], teams: [] };
  for await (const item of rowsOf(table, places.people))
    (String(item.sk).startsWith('team#') ? found.teams : found.users).push(item);
  return People.parse(found);
}

/** The rows of users and teams. */
export function enrichPeople(ports: RowPorts, target: Target, people: People): Promise<Reconciled> {
  const rows = [
    ...people.users.map(({ id, email, name }) => row(users, { id, email, name })),
    ...people.teams.map(({ id, name, alias, parent }, sortingIndex) =>
      row(teams, { id, name, alias, parentId: parent, sortingIndex }),
    ),
    ...people.users.flatMap(({ id: userId, teams: of }) => of.map((teamId) => row(teamUsers, { teamId, userId }))),
  ];
  return reconcile(ports, target, ['users', 'teams', 'team_users'], rows);
}

/** Whose the accounts of a connection are. */
export async function enrichAccounts(unit: EnrichUnit, people: People): Promise<Reconciled> {
  const { ports, target, ownersOf } = unit;
  const known: Given<typeof accounts>[] = [];
  for await (const { values } of rowsIn(ports, accounts, ownersOf('accounts'))) {
    const { id, email, fullName, userName } = values;
    known.push({ id, email, fullName, userName });
  }
  const there = new Set(people.users.map(({ id }) => id));
  // Who was found once stays found, though the vendor tells the e-mail no more; what a user says wins.
  const linked: (readonly [string, string])[] = [];
  for await (const { values } of rowsIn(ports, userAccounts, [target.owner]))
    if (there.has(values.userId)) linked.push([values.accountId, values.userId]);
  const said = people.users.flatMap(({ id, accounts: theirs }) => theirs.map((account) => [account, id] as const));
  const owners = accountOwners(known, people.users, new Map([...linked, ...said]));
  return reconcile(ports, target, ['user_accounts'], owners);
}
