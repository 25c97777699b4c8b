import * as z from 'zod';
import type { DiscoverSpec } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';
import { pathOf } from './scope.ts';

const Listing = z.object({
  jobs: z.array(z.object({ _class: z.string().default(''), fullName: z.string() })).default([]),
});
const TREE = 'jobs[fullName]';

/** Folders are looked into; a multibranch job is a scope as a whole. */
const isFolder = (kind: string): boolean => /folder/i.test(kind) && !/multibranch/i.test(kind);

/** Jobs of a folder and of those in it, or of the whole server. */
export const discover: DiscoverSpec = {
  first: (folder) => [one(`${folder === undefined ? '' : pathOf(folder)}/api/json`, { tree: TREE })],
  read: (json) =>
    Listing.parse(json).jobs.flatMap(({ _class: kind, fullName }) =>
      isFolder(kind) ? [] : [{ id: fullName, name: fullName }],
    ),
  deeper: (json) =>
    Listing.parse(json).jobs.flatMap(({ _class: kind, fullName }) =>
      isFolder(kind) ? [one(`${pathOf(fullName)}/api/json`, { tree: TREE })] : [],
    ),
};
