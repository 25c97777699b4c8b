import * as z from 'zod';
import { scopesOf } from '../pipeline/read-data.ts';
import type { ApiPorts } from './app.ts';
import { nothing, type Route, route } from './route.ts';

const Scope = z.object({
  key: z.string(),
  plugin: z.string(),
  connection: z.string(),
  id: z.string(),
  name: z.string(),
  scope: z.string().meta({ description: 'as POST /runs takes it' }),
  config: z.unknown().nullable().meta({ description: 'the mapping that it was synced with last' }),
});

/** `GET /synced-scopes`: what has been synced, configured or not. */
export const syncedRoutes = ({ table }: ApiPorts): readonly Route[] => [
  route(
    {
      ...nothing,
      method: 'get',
      path: '/synced-scopes',
      role: 'reader',
      tag: 'scopes',
      says: 'Lists the scopes that were synced',
      answers: { 200: { says: 'all of them', schema: z.object({ scopes: z.array(Scope), next: z.null() }) } },
    },
    async ({ context }) => {
      const scopes = (await scopesOf(table)).map(({ key, plugin, connection, id, name, config }) => {
        const source = plugin === connection ? plugin : `${plugin}@${connection}`;
        return { key, plugin, connection, id, name, scope: `${source}:${name}`, config: config ?? null };
      });
      return context.json({ scopes, next: null });
    },
  ),
];
