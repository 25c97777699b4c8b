import * as z from 'zod';
import { row } from '../../domain/table.ts';
import { issueChangelogs } from '../../domain/ticket.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list } from '../../plugin-sdk/request.ts';
import { MaybePerson } from './fields.ts';
import { eventId, issueId, milestoneId, personId } from './ids.ts';
import { IssueInput } from './inputs.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Event = z.object({
  id: Id,
  user: MaybePerson,
  created_at: Time,
  state: Text,
  action: Text,
  label: z.object({ name: z.string() }).nullish(),
  milestone: z.object({ id: Id, title: Text }).nullish(),
});
type Event = z.output<typeof Event>;

interface Change {
  readonly fieldName: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly fromValue?: string | undefined;
  readonly toValue?: string | undefined;
}

/** Opening is no event: a history begins when the issue was created. */
const stateChange = ({ state }: Event): Change | undefined => {
  if (state === 'closed')
    return { fieldName: 'status', from: 'opened', to: 'closed', fromValue: 'TODO', toValue: 'DONE' };
  if (state === 'reopened')
    return { fieldName: 'status', from: 'closed', to: 'opened', fromValue: 'DONE', toValue: 'TODO' };
  return undefined;
};

/** A label that was deleted since is null. */
const labelChange = ({ action, label }: Event): Change | undefined =>
  label ? { fieldName: 'labels', [action === 'remove' ? 'from' : 'to']: label.name } : undefined;

const milestoneChange = ({ action, milestone }: Event, connection: string): Change | undefined => {
  if (!milestone) return undefined;
  const side = action === 'remove' ? 'from' : 'to';
  return {
    fieldName: 'Sprint',
    [side]: milestone.title ?? '',
    [`${side}Value`]: milestoneId(connection, milestone.id),
  };
};

const changesBy = (
  kind: 'state' | 'label' | 'milestone',
  changeOf: (event: Event, connection: string) => Change | undefined,
) =>
  defineStream({
    name: `issue_${kind}_events`,
    input: IssueInput,
    request: ({ scope, input }) =>
      list(`${pathOf(scope)}/issues/${input.iid}/resource_${kind}_events`, { per_page: PER_PAGE }),
    raw: Event,
    pagination: linkHeader(),
    extract: (event, { input }) => [{ ...event, issue: input.id }],
    key: ({ id }) => id,
    updatedAt: ({ created_at }) => created_at,
    convert: (event, { connection }) => {
      const change = changeOf(event, connection);
      if (!change) return [];
      return [
        row(issueChangelogs, {
          id: eventId(connection, kind, event.id),
          issueId: issueId(connection, event.issue),
          authorId: personId(connection, event.user),
          authorName: event.user?.username,
          fieldId: change.fieldName,
          fieldName: change.fieldName,
          originalFromValue: change.from,
          originalToValue: change.to,
          fromValue: change.fromValue ?? change.from,
          toValue: change.toValue ?? change.to,
          createdDate: event.created_at,
        }),
      ];
    },
  });

/** When an issue was closed and reopened. */
export const issueStateEvents = changesBy('state', stateChange);
/** Which labels an issue was given, and lost. */
export const issueLabelEvents = changesBy('label', labelChange);
/** Which milestones an issue was put into, and taken out of. */
export const issueMilestoneEvents = changesBy('milestone', milestoneChange);
