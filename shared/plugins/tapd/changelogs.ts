import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import type { Lookup } from '../../plugin-sdk/lookup.ts';
import type { RequestSpec } from '../../plugin-sdk/request.ts';
import { Entries, fieldChanges } from './change-values.ts';
import { type Change, changeNeeds, changeRows } from './changes.ts';
import { instantOf, Words } from './fields.ts';
import type { Kind } from './ids.ts';
import { bugLastStep, bugStatusName, iterationNamed, storyLastStep, storyStatusName } from './lookups.ts';
import { A_DAY, daysBetween, listOf, pages, smaller } from './paging.ts';
import type { Workspace } from './scope.ts';
import { defineStream } from './stream.ts';

/** A list of changes wants a day or an issue: a day is one list of the whole workspace. */
const everyDay =
  (path: string) =>
  ({ scope, since, now }: { scope: Workspace; since: string | undefined; now: string }): readonly RequestSpec[] =>
    daysBetween(since ?? scope.created, now).map((day) => listOf(path, scope, { created: day }));

const Created = z.string().transform((text, context) => {
  const instant = instantOf(text);
  if (instant !== undefined) return instant;
  context.addIssue({ code: 'custom', message: `"${text}" is not a time` });
  return z.NEVER;
});

const WorkitemChange = z.object({
  WorkitemChange: z.object({
    id: Id,
    story_id: Id.optional(),
    task_id: Id.optional(),
    creator: Words,
    created: Created,
    change_type: Words,
    changes: z.unknown().optional(),
    field_changes: z.unknown().optional(),
  }),
});

/** Changes of stories or tasks; what their fields show is told beside, or only the keys, in a text. */
const changeOf = (of: 'story_id' | 'task_id') =>
  WorkitemChange.transform(({ WorkitemChange: change }, context) => {
    const issue = change[of];
    const entries = Entries.safeParse(change.field_changes ?? change.changes);
    if (issue !== undefined && entries.success) {
      const { id, creator: author, created } = change;
      const fields = /step/i.test(change.change_type ?? '') ? [] : fieldChanges(entries.data);
      return { id, issue, author, created, fields };
    }
    context.addIssue({
      code: 'custom',
      message: issue === undefined ? `${of} is missing` : 'its fields cannot be read',
    });
    return z.NEVER;
  });

const BugChange = z
  .object({
    BugChange: z.object({
      id: Id,
      bug_id: Id,
      author: Words,
      field: z.string().min(1),
      old_value: z.unknown().optional(),
      new_value: z.unknown().optional(),
      created: Created,
      change_type: Words,
    }),
  })
  .transform(({ BugChange: { bug_id: issue, field, old_value: old, new_value: now, change_type, ...change } }) => {
    const fields = /step/i.test(change_type ?? '')
      ? []
      : fieldChanges([{ field, value_before: old, value_after: now }]);
    return { ...change, issue, fields };
  });

/** The list of changes of one kind, a day after the other. Changes are never changed themselves. */
const changelogOf = (kind: Kind, raw: z.ZodType<Change>, lookups: readonly Lookup[]) =>
  defineStream({
    name: `${kind}_changelogs`,
    incremental: 'since',
    overlapSeconds: A_DAY,
    request: everyDay(`/${kind}_changes`),
    list: 'data',
    raw,
    pagination: pages,
    smaller,
    final: true,
    extract: (change) => [change],
    key: ({ id }) => id,
    updatedAt: ({ created }) => created,
    lookups: [...lookups, iterationNamed],
    needs: (change) => changeNeeds(kind, change),
    convert: (change, { connection, config, find }) => changeRows(kind, change, { connection, config, find }),
  });

export const storyChangelogs = changelogOf('story', changeOf('story_id'), [storyStatusName, storyLastStep]);
export const taskChangelogs = changelogOf('task', changeOf('task_id'), []);
/** Those of bugs are of one field each. */
export const bugChangelogs = changelogOf('bug', BugChange, [bugStatusName, bugLastStep]);
