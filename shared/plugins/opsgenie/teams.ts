import * as z from 'zod';
import { Text } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { teamNames } from './lookups.ts';
import { defineStream } from './stream.ts';

/** Teams of the account, which respond to incidents. */
export const teams = defineStream({
  name: 'teams',
  request: () => list('/v2/teams'),
  list: 'data',
  raw: z.object({ id: z.string().min(1), name: Text }),
  extract: (team) => [team],
  key: ({ id }) => id,
  provides: ({ id, name }) => [teamNames.entry(id, name ?? '')],
  convert: () => [],
});
