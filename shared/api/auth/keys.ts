import * as z from 'zod';
import type { ApiPorts } from '../app.ts';
import { nothing, type Route, route } from '../route.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import { ROLES } from './caller.ts';

const Key = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
});
const NewKey = z.strictObject({
  name: z.string().min(1).max(100),
  role: z.enum(ROLES),
  expiresAt: z.iso.datetime({ offset: true }).exactOptional(),
});
const shared = { ...nothing, role: 'admin' as const, tag: 'keys' };

/** `GET /keys`, `POST /keys`, `DELETE /keys/{id}`. */
export const keyRoutes = ({ table, clock }: ApiPorts): readonly Route[] => [
  route(
    {
      ...shared,
      method: 'get',
      path: '/keys',
      says: 'Lists the keys, without what could be used',
      answers: { 200: { says: 'all of them', schema: z.object({ keys: z.array(Key), next: z.null() }) } },
    },
    async ({ context }) => context.json({ keys: await listApiKeys(table), next: null }),
  ),
  route(
    {
      ...shared,
      method: 'post',
      path: '/keys',
      says: 'Makes a key; its text is in this answer and in no other',
      body: NewKey,
      answersSecret: true,
      answers: { 201: { says: 'the key', schema: Key.extend({ key: z.string() }) } },
    },
    async ({ context, body }) => {
      const made = await createApiKey({ table, clock }, body);
      return context.json(made, 201, { location: `/api/v1/keys/${made.id}` });
    },
  ),
  route(
    {
      ...shared,
      method: 'delete',
      path: '/keys/{id}',
      says: 'Revokes a key: from now on it opens nothing (deployed: within a minute)',
      params: z.object({ id: z.string() }),
      answers: { 204: { says: 'it is revoked' } },
    },
    async ({ context, params }) => {
      await revokeApiKey(table, params.id);
      return context.body(null, 204);
    },
  ),
];
