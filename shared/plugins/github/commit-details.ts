import * as z from 'zod';
import { Sha } from '../../plugin-sdk/fields.ts';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';
import { one } from '../../plugin-sdk/request.ts';
import { commitSizes } from './lookups.ts';
import { pathOf } from './scope.ts';
import { defineStream } from './stream.ts';

/** The size of a commit, asked for once: a commit never changes. */
export const commitDetails = defineStream({
  name: 'commit_details',
  input: recordedInput({ sha: ['CommitSha'] }, z.object({ sha: Sha })),
  once: { key: ({ sha }) => sha },
  request: ({ scope, input }) => one(`${pathOf(scope)}/commits/${input.sha}`),
  raw: z.object({
    sha: Sha,
    stats: z.object({ additions: z.number().int().optional(), deletions: z.number().int().optional() }).optional(),
  }),
  extract: (commit) => [commit],
  key: ({ sha }) => sha,
  provides: ({ sha, stats }) => [
    commitSizes.entry(sha, {
      ...(stats?.additions !== undefined && { additions: stats.additions }),
      ...(stats?.deletions !== undefined && { deletions: stats.deletions }),
    }),
  ],
  // The record is written by `commits`, which looks this up.
  convert: () => [],
});
