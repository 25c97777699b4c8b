import * as z from 'zod';
import { commitFiles } from '../../domain/code.ts';
import { row } from '../../domain/table.ts';
import { Sha } from '../../plugin-sdk/fields.ts';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';
import { one } from '../../plugin-sdk/request.ts';
import { commitSizes } from './lookups.ts';
import { pathOf } from './scope.ts';
import { defineStream } from './stream.ts';

/** The size of a commit and its files, of which GitHub names 300; asked for once: a commit never changes. */
export const commitDetails = defineStream({
  name: 'commit_details',
  version: 2,
  input: recordedInput({ sha: ['CommitSha'] }, z.object({ sha: Sha })),
  once: { key: ({ sha }) => sha },
  request: ({ scope, input }) => one(`${pathOf(scope)}/commits/${input.sha}`),
  raw: z.object({
    sha: Sha,
    files: z
      .array(z.object({ filename: z.string().min(1), additions: z.number().int(), deletions: z.number().int() }))
      .nullish(),
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
  // The commit itself is written by `commits`, which looks this up.
  convert: ({ sha, files }) =>
    (files ?? []).map(({ filename: filePath, additions, deletions }) =>
      row(commitFiles, { id: `${sha}:${filePath}`, commitSha: sha, filePath, additions, deletions }),
    ),
});
