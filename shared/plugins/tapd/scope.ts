import * as z from 'zod';
import { InvalidInputError } from '../../errors.ts';
import { Id } from '../../plugin-sdk/fields.ts';
import type { ScopeSpec } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';
import { When, Words } from './fields.ts';

const Described = z.object({ id: Id, name: Words, description: Words, created: When });

/** A workspace: as the API answers, as one row of a list, or as it is kept with the scope. */
export const Workspace = z.union([
  z.object({ data: z.object({ Workspace: Described }) }).transform(({ data }) => data.Workspace),
  z.object({ Workspace: Described }).transform((row) => row.Workspace),
  Described,
]);
export type Workspace = z.output<typeof Workspace>;

/** How a workspace is named (its number), found and described. */
export const scope: ScopeSpec = {
  resolve: (name) => {
    if (!/^\d+$/.test(name))
      throw new InvalidInputError(
        `"${name}" is no TAPD workspace; write the number behind tapd.cn/ in its address, or see "sluice discover tapd:<company>"`,
      );
    return one('/workspaces/get_workspace_info', { workspace_id: name });
  },
  read: (json) => {
    const read = Workspace.safeParse(json);
    if (!read.success) throw new InvalidInputError('this describes no TAPD workspace: its id is missing');
    return { id: read.data.id, name: read.data.id, data: read.data };
  },
  stream: 'workspace',
};
