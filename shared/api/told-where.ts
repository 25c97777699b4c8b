import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './route.ts';

/**
 * Says where a large answer lies instead of leading there, for whoever asks with `Prefer: location` (RFC 7240): the
 * page may read from its own server only, but may send the browser elsewhere for a download.
 */
export const toldWhere: MiddlewareHandler<ApiEnv> = async (context, next) => {
  await next();
  const location = context.res.headers.get('location') ?? '';
  if (context.req.header('prefer') !== 'location' || context.res.status !== 303 || !/^https?:/.test(location)) return;
  context.res = undefined;
  context.res = Response.json({ location }, { headers: { 'preference-applied': 'location', vary: 'prefer' } });
};
