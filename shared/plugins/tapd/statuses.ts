import * as z from 'zod';
import type { Lookup } from '../../plugin-sdk/lookup.ts';
import { one } from '../../plugin-sdk/request.ts';
import { bugLastStep, bugStatusName, storyLastStep, storyStatusName } from './lookups.ts';
import { defineStream } from './stream.ts';

/** Names by key; the empty map is an empty list here, as PHP writes it. */
const Names = z.union([
  z.record(z.string(), z.string()),
  z
    .array(z.unknown())
    .length(0)
    .transform(() => ({})),
]);
/** The answer about the statuses of a workspace. */
export const StatusMap = z.object({ data: Names }).transform(({ data }) => ({ names: data }));

/** What the statuses of a workspace are called: each workspace has its own. */
const statusNames = (name: string, system: 'story' | 'bug', lookup: Lookup<string>) =>
  defineStream({
    name,
    request: ({ scope }) => one('/workflows/status_map', { system, workspace_id: scope.id }),
    whole: true,
    raw: StatusMap,
    extract: (statuses) => [statuses],
    key: () => system,
    provides: ({ names }) => Object.entries(names).map(([key, title]) => lookup.entry(key, title)),
    convert: () => [],
  });

/** The statuses that nothing follows: what is in one of them is done. Changes name them by what they are called. */
const lastSteps = (name: string, system: 'story' | 'bug', lookup: Lookup<true>) =>
  defineStream({
    name,
    request: ({ scope }) => one('/workflows/last_steps', { system, workspace_id: scope.id }),
    whole: true,
    raw: StatusMap,
    extract: (statuses) => [statuses],
    key: () => system,
    provides: ({ names }) =>
      [...new Set(Object.entries(names).flat())].map((keyOrTitle) => lookup.entry(keyOrTitle, true)),
    convert: () => [],
  });

export const storyStatus = statusNames('story_status', 'story', storyStatusName);
export const bugStatus = statusNames('bug_status', 'bug', bugStatusName);
export const storyLastSteps = lastSteps('story_status_last_steps', 'story', storyLastStep);
export const bugLastSteps = lastSteps('bug_status_last_steps', 'bug', bugLastStep);
