import type * as z from 'zod';
import type { Person } from './fields.ts';
import { personId } from './ids.ts';

/** What an event changed: `from` and `to` in GitHub's words, the values in ours where they differ. */
export interface IssueChange {
  readonly field: string;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly fromValue?: string | undefined;
  readonly toValue?: string | undefined;
}

interface Change {
  readonly event: string;
  readonly label?: { readonly name?: string | null | undefined } | null | undefined;
  readonly assignee?: z.output<typeof Person>;
  readonly milestone?: { readonly title?: string | null | undefined } | null | undefined;
  readonly rename?:
    | { readonly from?: string | null | undefined; readonly to?: string | null | undefined }
    | null
    | undefined;
}

/** The change of a field that an event means; nothing for what changes no field, such as a mention. */
export function changeOf(event: Change, connection: string): IssueChange | undefined {
  const { label, assignee, milestone, rename } = event;
  const person = { name: assignee?.login, id: personId(connection, assignee) };
  switch (event.event) {
    case 'closed':
      return { field: 'status', from: 'open', to: 'closed', fromValue: 'TODO', toValue: 'DONE' };
    case 'reopened':
      return { field: 'status', from: 'closed', to: 'open', fromValue: 'DONE', toValue: 'TODO' };
    case 'labeled':
      return { field: 'labels', to: label?.name };
    case 'unlabeled':
      return { field: 'labels', from: label?.name };
    case 'assigned':
      return { field: 'assignee', to: person.name, toValue: person.id };
    case 'unassigned':
      return { field: 'assignee', from: person.name, fromValue: person.id };
    case 'milestoned':
      return { field: 'milestone', to: milestone?.title };
    case 'demilestoned':
      return { field: 'milestone', from: milestone?.title };
    case 'renamed':
      return { field: 'title', from: rename?.from, to: rename?.to };
    default:
      return undefined;
  }
}
