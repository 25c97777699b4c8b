import * as z from 'zod';
import { type Row, row } from '../../domain/table.ts';
import { issueChangelogs } from '../../domain/ticket.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import type { Find, LookupKey } from '../../plugin-sdk/lookup.ts';
import { MaybePerson } from './fields.ts';
import { accountId, changeId, issueId, keyOf, personId, sprintId } from './ids.ts';
import { fieldType, statusOf } from './lookups.ts';
import type { ScopeConfig } from './scope-config.ts';
import { standardStatus } from './standard.ts';

const Item = z.object({
  field: z.string(),
  fieldtype: Text,
  fieldId: Text,
  from: Text,
  fromString: Text,
  to: Text,
  toString: z.string().nullish().catch(undefined),
  tmpFromAccountId: Text,
  tmpToAccountId: Text,
});
type Item = z.output<typeof Item>;

/** One change of an issue: who changed which fields, and when. */
export const History = z.object({ id: Id, author: MaybePerson, created: Time, items: z.array(Item) });
export type History = z.output<typeof History>;

/** A field that a team has made; of Jira's own, the names tell which hold people. */
const isCustom = (fieldId: string | null | undefined): fieldId is string =>
  fieldId?.startsWith('customfield_') ?? false;

/** What the changes of an issue look up: the statuses and the fields that they name. */
export const changeNeeds = (histories: readonly History[]): readonly LookupKey[] =>
  histories.flatMap(({ items }) =>
    items.flatMap(({ field, fieldId, from, to }) => [
      ...(field === 'status' ? [from, to].flatMap((id) => (id ? [statusOf.key(id)] : [])) : []),
      ...(isCustom(fieldId) ? [fieldType.key(fieldId)] : []),
    ]),
  );

interface Context {
  readonly connection: string;
  readonly config: ScopeConfig;
  readonly find: Find;
}

/** The rows of an issue's changes: one for each field. */
export const changeRows = (
  issue: { readonly id: string; readonly type: string | undefined },
  histories: readonly History[],
  context: Context,
): readonly Row[] =>
  histories.flatMap((history) =>
    history.items.map((item, index) => {
      const { connection } = context;
      // A change may name a field twice.
      const nth = history.items.slice(0, index).filter(({ field }) => field === item.field).length + 1;
      return row(issueChangelogs, {
        id: changeId(connection, history.id, nth === 1 ? item.field : `${item.field}:${nth}`),
        issueId: issueId(connection, issue.id),
        authorId: personId(connection, history.author),
        authorName: history.author?.displayName,
        fieldId: item.fieldId,
        fieldName: item.field,
        ...valuesOf(item, issue.type, context),
        createdDate: history.created,
      });
    }),
  );

function valuesOf(item: Item, type: string | undefined, { connection, config, find }: Context) {
  const both = (of: (id: string) => string) => ({
    originalFromValue: item.from ? of(item.from) : '',
    originalToValue: item.to ? of(item.to) : '',
  });
  if (item.field === 'Sprint')
    return both((ids) =>
      ids
        .split(',')
        .map((id) => sprintId(connection, id.trim()))
        .join(','),
    );
  if (holdsPeople(item, find)) return both((id) => accountId(connection, id));
  const shown = { originalFromValue: item.fromString, originalToValue: item.toString };
  if (item.field !== 'status') return shown;
  const known = (id: string | null | undefined) => (id ? find(statusOf, id) : undefined);
  const [from, to] = [known(item.from), known(item.to)];
  const standard = (id: string | null | undefined, status: typeof from) =>
    id && status ? standardStatus(config, type, { id, ...status }) : '';
  return {
    // A status may have been renamed since: what counts is what it is called now.
    originalFromValue: from?.name ?? item.fromString,
    originalToValue: to?.name ?? item.toString,
    fromValue: standard(item.from, from),
    toValue: standard(item.to, to),
  };
}

const holdsPeople = ({ field, fieldId }: Item, find: Find): boolean =>
  field === 'assignee' || field === 'reporter' || (isCustom(fieldId) && find(fieldType, fieldId) === 'user');

/** The same in Jira's own shape, by which recordings are compared. */
export function changeSource(issue: { id: string; updated: string | undefined }, history: History, connection: string) {
  const number = (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
  const at = { connectionId: number(connection), changelogId: number(history.id) };
  const log: Row = {
    table: 'jira_issue_changelogs',
    values: {
      ...at,
      issueId: number(issue.id),
      authorAccountId: keyOf(history.author) ?? '',
      authorDisplayName: history.author?.displayName ?? '',
      authorActive: history.author?.active ?? false,
      created: new Date(history.created).toISOString(),
      issueUpdated: issue.updated ?? null,
    },
  };
  const items = history.items.map(
    (item): Row => ({
      table: 'jira_issue_changelog_items',
      values: {
        ...at,
        field: item.field,
        fieldType: item.fieldtype ?? '',
        fieldId: item.fieldId ?? '',
        fromValue: item.from ?? '',
        fromString: item.fromString ?? '',
        toValue: item.to ?? '',
        toString: item.toString ?? '',
        tmpFromAccountId: item.tmpFromAccountId ?? '',
        tmpToAccountId: item.tmpToAccountId ?? '',
      },
    }),
  );
  return [log, ...items];
}
