import * as z from 'zod';
import { Amount, Reference, When, Words } from './fields.ts';
import { issueId } from './ids.ts';
import { Common, commitsOf, issueRows } from './issue-rows.ts';
import { storyLastStep, storyStatusName, typeName } from './lookups.ts';
import { A_DAY, changedSince, listOf, pages, smaller } from './paging.ts';
import { priorityOf, standardStatus, standardType } from './standard.ts';
import { defineStream } from './stream.ts';

const Story = z
  .object({
    Story: Common.extend({
      name: Words,
      workitem_type_id: Words,
      creator: Words,
      owner: Words,
      completed: When,
      parent_id: Reference,
      size: Amount,
      remain: Amount,
      feature: Words,
    }),
  })
  .transform((wrapped) => wrapped.Story);

/** Stories. */
export const stories = defineStream({
  name: 'stories',
  incremental: 'since',
  overlapSeconds: A_DAY,
  request: ({ scope, since }) => listOf('/stories', scope, changedSince(since)),
  list: 'data',
  raw: Story,
  pagination: pages,
  smaller,
  children: (story) => [
    commitsOf('story', story),
    { stream: 'story_bugs', input: { id: story.id, updated: story.modified } },
  ],
  extract: (story) => [story],
  key: ({ id }) => id,
  updatedAt: ({ modified }) => modified,
  lookups: [typeName, storyStatusName, storyLastStep],
  needs: ({ workitem_type_id: type, status }) => [
    ...(type ? [typeName.key(type)] : []),
    ...(status ? [storyStatusName.key(status), storyLastStep.key(status)] : []),
  ],
  convert: (story, { connection, scope, config, find }) => {
    const { status = '', workitem_type_id: type } = story;
    const called = status === '' ? undefined : (find(storyStatusName, status) ?? status);
    const originalType = (type && find(typeName, type)) ?? '';
    const particulars = {
      url: `https://www.tapd.cn/${scope.id}/prong/stories/view/${story.id}`,
      title: story.name,
      type: standardType(config, originalType, 'REQUIREMENT'),
      originalType,
      status: standardStatus(config, called, { find, lastStep: storyLastStep, keys: status === '' ? [] : [status] }),
      originalStatus: called,
      priority: priorityOf(story.priority),
      creator: story.creator,
      owners: story.owner,
      resolutionDate: story.completed,
      dueDateField: config.storyDueDateField,
      others: {
        // A story that nobody estimated counts as 0, as it does on TAPD's own boards.
        storyPoint: story.size ?? 0,
        timeRemainingMinutes: Math.round((story.remain ?? 0) * 60),
        parentIssueId: story.parent_id && issueId('story', connection, story.parent_id),
        component: story.feature,
      },
    };
    return issueRows('story', story, particulars, { connection, scope, config });
  },
});
