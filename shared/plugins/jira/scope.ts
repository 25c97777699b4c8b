import * as z from 'zod';
import { InvalidInputError } from '../../errors.ts';
import { Id, Text } from '../../plugin-sdk/fields.ts';
import type { ScopeSpec } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';

/** A board, as it answers, and what its connection and configuration tell. */
export const Board = z.object({
  id: Id,
  name: Text,
  self: Text,
  type: Text,
  /** `Cloud` or `Server`. */
  deployment: z.string().default(''),
  /** The zone in which JQL reads times, that of the credential's owner. */
  timeZone: z.string().default(''),
  /** The filter that says which issues are on the board. */
  filterId: z.string().default(''),
});
export type Board = z.output<typeof Board>;

/** Whether it is Jira Cloud, where long changelogs come in pages only. */
export const isCloud = ({ deployment }: Board): boolean => deployment === 'Cloud';

const ServerInfo = z.object({ deploymentType: z.string().catch('Server') }).catch({ deploymentType: '' });
const Myself = z.object({ timeZone: z.string().catch('') }).catch({ timeZone: '' });
const Configuration = z.object({ filter: z.object({ id: Id }) }).transform(({ filter }) => ({ filterId: filter.id }));

/** How a board is named (its number), found and described. */
export const scope: ScopeSpec = {
  resolve: (name) => {
    if (!/^\d+$/.test(name))
      throw new InvalidInputError(
        `"${name}" is no Jira board; write its number (rapidView=… in its address), or see "sluice discover jira"`,
      );
    return one(`/agile/1.0/board/${name}`);
  },
  read: (json) => {
    const read = Board.safeParse(json);
    if (!read.success) throw new InvalidInputError('this describes no Jira board: its id is missing');
    return { id: read.data.id, name: read.data.id, data: read.data };
  },
  complete: {
    requests: ({ id }) => [one('/api/2/serverInfo'), one('/api/2/myself'), one(`/agile/1.0/board/${id}/configuration`)],
    read: (found, [server, myself, configuration]) => {
      const { filterId } = Configuration.catch({ filterId: '' }).parse(configuration);
      const { deploymentType: deployment } = ServerInfo.parse(server);
      const data = { ...Board.parse(found.data), deployment, timeZone: Myself.parse(myself).timeZone, filterId };
      return { ...found, data };
    },
    // Boards that were described anew lost it once.
    lacks: (data) => Board.parse(data).deployment === '',
    // A board alone does not say on which product it is.
    keep: (found, before) => {
      const { deployment, timeZone, filterId } = Board.parse(before);
      return { ...found, data: { ...Board.parse(found.data), deployment, timeZone, filterId } };
    },
  },
  stream: 'board',
};
