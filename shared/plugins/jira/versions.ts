import * as z from 'zod';
import { cicdReleases } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Id, Text } from '../../plugin-sdk/fields.ts';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';
import { list } from '../../plugin-sdk/request.ts';
import { versionId } from './ids.ts';
import { defineStream } from './stream.ts';

const A_DAY = 24;

/** Versions of the projects whose issues are on the board: issues name those that fix them (`fix_versions`). */
export const versions = defineStream({
  name: 'versions',
  input: recordedInput({ project: ['ProjectId'] }, z.object({ project: Id })),
  once: { key: ({ project }) => project, everyHours: A_DAY },
  request: ({ input }) => list(`/api/2/project/${encodeURIComponent(input.project)}/versions`),
  raw: z.object({
    id: Id,
    self: Text,
    name: Text,
    description: Text,
    released: z.boolean().nullish(),
    releaseDate: Text,
  }),
  extract: (version) => [version],
  key: ({ id }) => id,
  // Of the projects of one board only; which these are may change.
  forgets: true,
  convert: ({ id, self: url, name, description, released, releaseDate }, { connection }) => [
    row(cicdReleases, {
      id: versionId(connection, id),
      name,
      displayTitle: name,
      description,
      url,
      // A date that is only planned is none of a release.
      publishedAt: released ? releaseDate : undefined,
      isDraft: !released,
    }),
  ],
});
