import * as z from 'zod';
import { sizesByEnd } from '../../plugin-sdk/file-sizes.ts';
import { list } from '../../plugin-sdk/request.ts';
import { fileSizes } from './lookups.ts';
import { PullRequestInput } from './pull-request-input.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const File = z
  .object({ filename: z.string(), additions: z.number().int(), deletions: z.number().int() })
  .transform(({ filename: path, additions, deletions }) => ({ path, additions, deletions }));

/** The first hundred files of a pull request: asked for only where the scope config leaves some of them out of its size. */
export const pullRequestFiles = defineStream({
  name: 'pull_request_files',
  input: PullRequestInput,
  request: ({ scope, config, input }) =>
    config.prSizeExcludedExtensions.length === 0
      ? []
      : list(`${pathOf(scope)}/pulls/${input.number}/files`, { per_page: PER_PAGE }),
  whole: true,
  raw: z.union([z.array(File), File.transform((file) => [file])]),
  extract: (files, { input }) => [{ number: input.number, sizes: sizesByEnd(files) }],
  key: ({ number }) => number,
  // A scope config may stop asking for them, which does not mean that they are gone.
  forgets: true,
  provides: ({ number, sizes }) => [fileSizes.entry(number, sizes)],
  // The size is written by `pull_requests`, which looks this up.
  convert: () => [],
});
