import * as z from 'zod';
import type { NamesSpec } from '../../plugin-sdk/plugin.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import { ScopeConfig } from './scope-config.ts';
import { StatusMap } from './statuses.ts';

const Types = z.object({ data: z.array(z.object({ WorkitemType: z.object({ name: z.string() }) })) });
const SYSTEMS = ['story', 'bug'] as const;

/** Types of stories and statuses of a workspace, as TAPD shows them; bugs and tasks are types of their own. */
export const names: NamesSpec = {
  requests: (workspace) => [
    list('/workitem_types', { workspace_id: workspace }),
    ...SYSTEMS.map((system) => one('/workflows/status_map', { system, workspace_id: workspace })),
  ],
  read: ([types, ...maps]) => ({
    type: [...Types.parse(types).data.map(({ WorkitemType: { name } }) => name), 'BUG', 'TASK'],
    status: [...new Set(maps.flatMap((map) => Object.values(StatusMap.parse(map).names)))],
  }),
  named: (config) => {
    const { typeMappings, statusMappings } = ScopeConfig.parse(config);
    return [
      ...Object.keys(typeMappings).map((name) => ({ path: ['typeMappings', name], kind: 'type', name })),
      ...Object.keys(statusMappings).map((name) => ({ path: ['statusMappings', name], kind: 'status', name })),
    ];
  },
};
