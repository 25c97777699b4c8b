import { type Row, row } from '../domain/table.ts';
import { issueSprintHistory, type sprintIssues, type sprints } from '../domain/ticket.ts';
import { type Change, changesOf, type Issue, listChange, staysOf } from './changes.ts';
import { type Given, instantOf } from './given.ts';

type Sprint = Given<typeof sprints>;

/** What is known of the sprints that a change may name by its id or, as GitHub does, by its title. */
export interface Sprints {
  readonly byId: ReadonlyMap<string, Sprint>;
  readonly byName: ReadonlyMap<string, string>;
}

/** Sprints by id and by name. */
export const sprintsOf = (all: readonly Sprint[]): Sprints => ({
  byId: new Map(all.map((sprint) => [sprint.id, sprint])),
  byName: new Map(all.flatMap(({ id, name }): [string, string][] => (name ? [[name, id]] : []))),
});

/**
 * When an issue was put into which sprint, and when it was taken out. One that is in a sprint though no change says so has
 * been in it since the later of its own creation and the sprint's start. How much of a stay lies within the sprint is for
 * the reader: the sprint's dates change.
 */
export function sprintResidency(
  issue: Issue,
  changes: readonly Change[],
  memberships: readonly Given<typeof sprintIssues>[],
  known: Sprints,
): readonly Row[] {
  const idOf = (field: string | null | undefined) => (member: string) =>
    field === 'milestone' ? known.byName.get(member) : member;
  const moves = changesOf(issue, changes, (field) => field === 'Sprint' || field === 'milestone').map((change) =>
    listChange(change, idOf(change.fieldName)),
  );
  const created = instantOf(issue.createdDate);
  const since = created === undefined ? undefined : new Date(created).toISOString();
  const stays = staysOf(moves, since);
  const named = new Set(stays.map(({ member }) => member));
  const unsaid = memberships.flatMap(({ sprintId }) => {
    const started = instantOf(known.byId.get(sprintId)?.startedDate);
    if (named.has(sprintId) || (created === undefined && started === undefined)) return [];
    return [{ member: sprintId, from: new Date(Math.max(created ?? 0, started ?? 0)).toISOString() }];
  });
  const rows = [...stays, ...unsaid].map((stay): readonly [string, Row] => [
    `${stay.member} ${stay.from}`,
    row(issueSprintHistory, {
      issueId: issue.id,
      sprintId: stay.member,
      startDate: stay.from,
      endDate: 'to' in stay ? stay.to : undefined,
    }),
  ]);
  return [...new Map(rows).values()];
}
