import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import type { NamesSpec } from '../../plugin-sdk/plugin.ts';
import { list } from '../../plugin-sdk/request.ts';
import { ScopeConfig } from './scope-config.ts';

const Types = z.array(z.object({ name: z.string() }));
const Statuses = z.array(z.object({ id: Id, name: z.string() }));
/** What statuses are grouped by everywhere. */
const CATEGORIES = ['new', 'indeterminate', 'done', 'undefined'];

/** Types and statuses of the site: a mapping may name a status by its name, its id or its category. */
export const names: NamesSpec = {
  requests: () => [list('/api/2/issuetype'), list('/api/2/status')],
  read: ([types, statuses]) => {
    const found = Statuses.parse(statuses);
    return {
      type: [...new Set(Types.parse(types).map(({ name }) => name))],
      status: [...new Set(found.map(({ name }) => name)), ...found.map(({ id }) => id), ...CATEGORIES],
    };
  },
  named: (config) =>
    Object.entries(ScopeConfig.parse(config).typeMappings).flatMap(([type, { statusMappings }]) => [
      { path: ['typeMappings', type], kind: 'type', name: type },
      ...Object.keys(statusMappings).map((status) => ({
        path: ['typeMappings', type, 'statusMappings', status],
        kind: 'status',
        name: status,
      })),
    ]),
};
