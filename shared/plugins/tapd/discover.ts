import * as z from 'zod';
import { InvalidInputError } from '../../errors.ts';
import { Id } from '../../plugin-sdk/fields.ts';
import type { DiscoverSpec } from '../../plugin-sdk/plugin.ts';
import { list } from '../../plugin-sdk/request.ts';
import { Words } from './fields.ts';

const Projects = z.object({ data: z.array(z.object({ Workspace: z.object({ id: Id, name: Words }) })) });

/** Workspaces of a company, whose number has to be given: TAPD lists them by nothing else. */
export const discover: DiscoverSpec = {
  first: (company) => {
    if (company === undefined || !/^\d+$/.test(company))
      throw new InvalidInputError(
        'TAPD lists the workspaces of a company: write "sluice discover tapd:<company number>"',
      );
    return [list('/workspaces/projects', { company_id: company })];
  },
  read: (json) =>
    Projects.parse(json).data.map(({ Workspace: { id, name } }) => ({ id, name: id, ...(name && { title: name }) })),
};
