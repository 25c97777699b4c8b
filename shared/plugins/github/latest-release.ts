import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import { one } from '../../plugin-sdk/request.ts';
import { LATEST, latestRelease as latest } from './lookups.ts';
import { pathOf } from './scope.ts';
import { defineStream } from './stream.ts';

/** The release that GitHub calls the latest, which the list does not tell; a repository without releases has none. */
export const latestRelease = defineStream({
  name: 'latest_release',
  request: ({ scope }) => one(`${pathOf(scope)}/releases/latest`),
  raw: z.object({ id: Id }),
  extract: ({ id }) => [{ id }],
  // There is one only: another one takes its place.
  key: () => LATEST,
  forgets: true,
  provides: ({ id }) => [latest.entry(LATEST, id)],
  // The releases are written by `releases`, which looks this up.
  convert: () => [],
});
