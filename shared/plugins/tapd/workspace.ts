import { row } from '../../domain/table.ts';
import { boards } from '../../domain/ticket.ts';
import { one } from '../../plugin-sdk/request.ts';
import { workspaceId } from './ids.ts';
import { Workspace } from './scope.ts';
import { defineStream } from './stream.ts';

/** The workspace itself. */
export const workspace = defineStream({
  name: 'workspace',
  request: ({ scope }) => one('/workspaces/get_workspace_info', { workspace_id: scope.id }),
  raw: Workspace,
  extract: (found) => [found],
  key: ({ id }) => id,
  convert: ({ id, name, description, created }, { connection }) => [
    row(boards, {
      id: workspaceId(connection, id),
      name,
      description,
      url: `https://www.tapd.cn/${id}`,
      createdDate: created,
    }),
  ],
});
