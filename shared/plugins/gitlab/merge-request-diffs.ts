import * as z from 'zod';
import { Text } from '../../plugin-sdk/fields.ts';
import { sizesByEnd } from '../../plugin-sdk/file-sizes.ts';
import { list } from '../../plugin-sdk/request.ts';
import { MergeRequestInput } from './inputs.ts';
import { fileSizes } from './lookups.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const File = z
  .object({ new_path: z.string(), diff: Text })
  .transform(({ new_path: path, diff }) => ({ path, ...linesIn(diff ?? '') }));

/**
 * The first hundred files that a merge request changes, as they carry all that changed in them: asked for only where the
 * scope config leaves some of them out of its size.
 */
export const mergeRequestDiffs = defineStream({
  name: 'merge_request_diffs',
  input: MergeRequestInput,
  request: ({ scope, config, input }) =>
    config.prSizeExcludedExtensions.length === 0
      ? []
      : list(`${pathOf(scope)}/merge_requests/${input.iid}/diffs`, { per_page: PER_PAGE }),
  whole: true,
  raw: z.union([z.array(File), File.transform((file) => [file])]),
  extract: (files, { input }) => [{ request: input.id, sizes: sizesByEnd(files) }],
  key: ({ request }) => request,
  // A scope config may stop asking for them, which does not mean that they are gone.
  forgets: true,
  provides: ({ request, sizes }) => [fileSizes.entry(request, sizes)],
  // The size is written by `merge_requests`, which looks this up.
  convert: () => [],
});

/** Lines of a diff that were added and removed; GitLab's begin at the first hunk, without the names of the files. */
function linesIn(diff: string): { additions: number; deletions: number } {
  const lines = diff.split('\n');
  const count = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return { additions: count('+'), deletions: count('-') };
}
