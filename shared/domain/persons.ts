import type { Table } from './table.ts';

/** Columns that name a person, whatever table they are in. */
const COLUMNS: ReadonlySet<string> = new Set([
  ...['accountId', 'userId', 'ownerId', 'userName', 'fullName', 'email', 'avatarUrl'],
  ...['creatorId', 'creatorName', 'assignee', 'assigneeId', 'assigneeName', 'reviewerId', 'mergedById', 'mergedByName'],
  ...['authorId', 'authorName', 'authorEmail', 'commitAuthorName', 'commitAuthorEmail'],
  ...['committerId', 'committerName', 'committerEmail'],
]);

/** Tables that are about persons by themselves; others are where a part of the key names one. */
const TABLES: ReadonlySet<string> = new Set(['accounts', 'users']);

/** Whether each row of a table is about a person. */
export const isOfPersons = ({ name, key }: Table): boolean =>
  TABLES.has(name) || key.some((field) => COLUMNS.has(field));

/** Whether a column says who somebody is, or what somebody did: such columns are read by those only who may. */
export const isPersonal = (table: Table, field: string): boolean => COLUMNS.has(field) || isOfPersons(table);
