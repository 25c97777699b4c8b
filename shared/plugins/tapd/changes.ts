import { type Row, row } from '../../domain/table.ts';
import { issueChangelogs } from '../../domain/ticket.ts';
import type { Find, Lookup, LookupKey } from '../../plugin-sdk/lookup.ts';
import type { FieldChange } from './change-values.ts';
import { peopleIn, personOf } from './fields.ts';
import { accountId, changeId, issueId, iterationId, type Kind } from './ids.ts';
import { findIteration, iterationNeeds } from './iteration-names.ts';
import { bugLastStep, bugStatusName, storyLastStep, storyStatusName } from './lookups.ts';
import type { ScopeConfig } from './scope-config.ts';
import { standardStatus, standardType, taskStatus } from './standard.ts';

/** A change of a story, a bug or a task: who changed which fields, and when. */
export interface Change {
  readonly id: string;
  readonly issue: string;
  readonly author: string | undefined;
  readonly created: string;
  readonly fields: readonly FieldChange[];
}

/** How the statuses of a kind are called, and which are last; tasks have none of their own. */
const STATUSES: Readonly<Record<Kind, { readonly name: Lookup<string>; readonly lastStep: Lookup<true> } | undefined>> =
  {
    story: { name: storyStatusName, lastStep: storyLastStep },
    bug: { name: bugStatusName, lastStep: bugLastStep },
    task: undefined,
  };

/** What the changes of a kind look up: the statuses and the iterations that they name. */
export function changeNeeds(kind: Kind, { fields, created }: Change): readonly LookupKey[] {
  const statuses = STATUSES[kind];
  return fields.flatMap(({ field, from, to }) =>
    [from, to].flatMap(({ raw, shown }) => {
      if (field === 'iteration_id') return iterationNeeds(shown, created);
      if (field !== 'status' || !statuses) return [];
      return [...new Set([raw, shown])]
        .filter((key) => key !== '')
        .flatMap((key) => [statuses.name.key(key), statuses.lastStep.key(key)]);
    }),
  );
}

interface Context {
  readonly connection: string;
  readonly config: ScopeConfig;
  readonly find: Find;
}

/** The rows of a change: one for each field. */
export function changeRows(kind: Kind, change: Change, context: Context): readonly Row[] {
  const { connection } = context;
  const author = personOf(connection, change.author);
  return change.fields.map((changed, index) => {
    const { field } = changed;
    // A change may name a field twice.
    const nth = change.fields.slice(0, index).filter((before) => before.field === field).length + 1;
    return row(issueChangelogs, {
      id: changeId(kind, connection, change.id, nth === 1 ? field : `${field}:${nth}`),
      issueId: issueId(kind, connection, change.issue),
      authorId: author?.id,
      authorName: author?.name,
      fieldId: field,
      fieldName: field,
      createdDate: change.created,
      ...valuesOf(kind, changed, change.created, context),
    });
  });
}

function valuesOf(kind: Kind, { field, from, to }: FieldChange, at: string, context: Context) {
  const { connection, config, find } = context;
  const shown = { originalFromValue: from.shown, originalToValue: to.shown };
  if (field === 'status') {
    const [before, after] = [statusOf(kind, from, context), statusOf(kind, to, context)];
    return {
      originalFromValue: before.called,
      originalToValue: after.called,
      fromValue: before.standard,
      toValue: after.standard,
    };
  }
  if (field === 'iteration_id') {
    const [before, after] = [findIteration(find, from.shown, at), findIteration(find, to.shown, at)];
    return {
      fieldName: 'Sprint',
      originalFromValue: before && iterationId(connection, before),
      originalToValue: after && iterationId(connection, after),
      fromValue: before && from.shown,
      toValue: after && to.shown,
    };
  }
  if (field === 'owner' || field === 'current_owner') {
    const idsOf = (text: string) =>
      peopleIn(text)
        .map((name) => accountId(connection, name))
        .join(',');
    return { fieldName: 'assignee', originalFromValue: idsOf(from.shown), originalToValue: idsOf(to.shown) };
  }
  if (field === 'workitem_type_id') {
    const typeOf = (called: string) => (config.typeMappings[called] ? standardType(config, called, '') : undefined);
    return { ...shown, fromValue: typeOf(from.shown), toValue: typeOf(to.shown) };
  }
  return shown;
}

/** What a status is called, and what it means; an issue that is created comes from none. */
function statusOf(kind: Kind, { raw, shown }: FieldChange['from'], { config, find }: Context) {
  const statuses = STATUSES[kind];
  if (shown === '' && raw === '') return { called: '', standard: '' };
  if (!statuses) return { called: shown || raw, standard: taskStatus(raw || shown) };
  const called = find(statuses.name, shown || raw) ?? (shown || raw);
  const keys = [...new Set([raw, shown])].filter((key) => key !== '');
  return { called, standard: standardStatus(config, called, { find, lastStep: statuses.lastStep, keys }) };
}
