import * as z from 'zod';
import { ROLES } from './auth/caller.ts';
import { nothing, type Route, route } from './route.ts';

const Me = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  kind: z.enum(['key', 'oidc']),
  id: z.string().optional().meta({ description: "the key's id, or the token's subject" }),
});

/** `GET /healthz`, `GET /me`. */
export const meRoutes = (): readonly Route[] => [
  route(
    {
      ...nothing,
      method: 'get',
      path: '/healthz',
      role: 'open',
      tag: 'service',
      says: 'Says that the API answers',
      answers: { 200: { says: 'it does', schema: z.object({ status: z.literal('ok') }) } },
    },
    ({ context }) => context.json({ status: 'ok' }),
  ),
  route(
    {
      ...nothing,
      method: 'get',
      path: '/me',
      role: 'reader',
      tag: 'service',
      says: 'Who calls, and in which role',
      answers: { 200: { says: 'the caller', schema: Me } },
    },
    ({ context }) => context.json(context.env.caller),
  ),
];
