import type { issueChangelogs, issues } from '../domain/ticket.ts';
import { compareIds, type Given, instantOf } from './given.ts';

export type Issue = Given<typeof issues>;
export type Change = Given<typeof issueChangelogs>;

/** A change with the time at which it counts. */
export interface TimedChange extends Change {
  readonly at: string;
}

/**
 * The changes of one field in the order in which they happened; those of one instant by their id. A vendor's clock may put a
 * change before the issue was created: it counts from then on.
 */
export function changesOf(
  issue: Issue,
  changes: readonly Change[],
  isField: (name: string) => boolean,
): readonly TimedChange[] {
  const created = instantOf(issue.createdDate);
  return changes
    .flatMap((change): TimedChange[] => {
      const at = instantOf(change.createdDate);
      if (at === undefined || !isField(change.fieldName ?? '')) return [];
      return [{ ...change, at: new Date(Math.max(at, created ?? at)).toISOString() }];
    })
    .sort((a, b) => (a.at === b.at ? compareIds(a.id, b.id) : a.at < b.at ? -1 : 1));
}

/** A member's stay in something that changes by comma lists, such as the assignees; open while it has no end. */
export interface Stay {
  readonly member: string;
  readonly from: string;
  readonly to?: string;
}

/** A change of who or what is in a list. */
export interface ListChange {
  readonly at: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const listed = (text: string | null | undefined): readonly string[] => [
  ...new Set((text ?? '').split(',').flatMap((part) => part.trim() || [])),
];

/** What a change says of a list: in ids where it knows them. */
export const listChange = (
  change: TimedChange,
  idOf: (member: string) => string | undefined = (member) => member,
): ListChange => ({
  at: change.at,
  before: listed(change.fromValue || change.originalFromValue).flatMap((member) => idOf(member) ?? []),
  after: listed(change.toValue || change.originalToValue).flatMap((member) => idOf(member) ?? []),
});

/**
 * Who stayed from when to when: one who is in a change's list afterwards and was not before comes, one who was before and is
 * not afterwards goes. Who goes without having come was there from `since` on.
 */
export function staysOf(changes: readonly ListChange[], since: string | undefined): readonly Stay[] {
  const open = new Map<string, string>();
  const stays: Stay[] = [];
  const [first] = changes;
  // Who is in the first list on both of its sides was there already.
  for (const member of first?.before ?? []) if (since !== undefined) open.set(member, since);
  for (const { at, before, after } of changes) {
    for (const member of before) {
      if (after.includes(member)) continue;
      const from = open.get(member) ?? since;
      if (from !== undefined && isFirstStay(stays, member, from)) stays.push({ member, from, to: at });
      open.delete(member);
    }
    for (const member of after) if (!before.includes(member) && !open.has(member)) open.set(member, at);
  }
  return [...stays, ...[...open].map(([member, from]): Stay => ({ member, from }))];
}

/** One who goes twice without having come in between was not there the second time. */
const isFirstStay = (stays: readonly Stay[], member: string, from: string): boolean =>
  !stays.some((stay) => stay.member === member && stay.to !== undefined && stay.to > from);
