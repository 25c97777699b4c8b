const idOf =
  (entity: string) =>
  (connection: string, ...parts: readonly string[]): string =>
    ['tapd', entity, connection, ...parts].join(':');

export const workspaceId = idOf('TapdWorkspace');
export const iterationId = idOf('TapdIteration');
/** Of somebody, by the name that TAPD shows: it knows nobody by anything else. */
export const accountId = idOf('TapdAccount');
export const worklogId = idOf('TapdWorklog');

/** What is planned in a workspace. */
export const KINDS = ['story', 'bug', 'task'] as const;
export type Kind = (typeof KINDS)[number];

const ISSUES = { story: idOf('TapdStory'), bug: idOf('TapdBug'), task: idOf('TapdTask') } as const;
const CHANGES = {
  story: idOf('TapdStoryChangelog'),
  bug: idOf('TapdBugChangelog'),
  task: idOf('TapdTaskChangelog'),
} as const;

export const issueId = (kind: Kind, connection: string, id: string): string => ISSUES[kind](connection, id);
/** Of one changed field: change, field. */
export const changeId = (kind: Kind, connection: string, change: string, field: string): string =>
  CHANGES[kind](connection, change, field);
