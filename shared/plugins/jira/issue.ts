import * as z from 'zod';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { History } from './changes.ts';
import { MaybePerson, Named, RichText, SprintReference } from './fields.ts';

const Linked = z.object({ id: Id }).nullish();
/** How many there are of something, as an issue tells it. */
export const Counted = z.object({ total: z.number().optional() }).nullish().catch(undefined);
/** Only the cloud tells of a parent how high it stands; epics are on level 1. */
const Parent = z
  .object({
    id: Id,
    key: Text,
    fields: z
      .object({ issuetype: z.object({ hierarchyLevel: z.number().nullish() }).nullish() })
      .nullish()
      .catch(undefined),
  })
  .nullish();
const Minutes = z.number().nullish();

/** The fields of an issue; those that users made are kept under their ids. */
export const Fields = z.looseObject({
  summary: Text,
  description: RichText,
  issuetype: z.object({ name: z.string(), iconUrl: Text, subtask: z.boolean().default(false) }),
  status: z.object({ id: Id, name: z.string(), statusCategory: z.object({ key: z.string() }) }),
  priority: Named.nullish(),
  project: Named.extend({ id: Id.nullish() }).nullish(),
  components: z.array(Named).nullish(),
  fixVersions: z.array(Named).nullish(),
  labels: z.array(z.string()).nullish(),
  creator: MaybePerson,
  reporter: MaybePerson,
  assignee: MaybePerson,
  parent: Parent,
  epic: z.object({ key: Text }).nullish(),
  sprint: z.union([SprintReference, z.null()]).optional(),
  closedSprints: z.array(SprintReference).nullish(),
  issuelinks: z
    .array(
      z.object({
        type: z.object({ inward: Text, outward: Text, name: Text }),
        inwardIssue: Linked,
        outwardIssue: Linked,
      }),
    )
    .nullish(),
  timeoriginalestimate: Minutes,
  timespent: Minutes,
  timetracking: z.object({ remainingEstimateSeconds: Minutes }).nullish(),
  duedate: Text,
  created: Text,
  updated: Time.nullish(),
  resolutiondate: Time.nullish(),
  comment: Counted,
  worklog: Counted,
});

/** An issue, as searches and boards give it. */
export const Issue = z.object({
  id: Id,
  key: z.string(),
  self: Text,
  fields: Fields,
  changelog: z.object({ histories: z.array(History).default([]) }).nullish(),
});
export type Issue = z.output<typeof Issue>;
