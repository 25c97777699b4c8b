import { InvalidInputError } from '../../errors.ts';
import type { Given } from '../route.ts';

type Context = Given<unknown, unknown, unknown>['context'];

/** `"3"`: a resource's revision as its ETag. */
export const etagOf = (revision: number): string => `"${revision}"`;

/** Which revision a write is for: `If-Match: "3"`, or none yet: `If-None-Match: *`. @throws InvalidInputError */
export function revisionAsked(context: Context): number | 'absent' | undefined {
  const [match, none] = [context.req.header('if-match'), context.req.header('if-none-match')];
  if (none === '*') return 'absent';
  if (match === undefined || match === '*') return undefined;
  const revision = Number(/^"?(\d{1,15})"?$/.exec(match.trim())?.[1] ?? Number.NaN);
  if (Number.isInteger(revision)) return revision;
  throw new InvalidInputError(`If-Match ${match} is no revision; send the ETag as it was answered: "3"`, ['if-match']);
}
