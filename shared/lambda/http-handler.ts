import { Hono } from 'hono';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import * as z from 'zod';
import type { Api } from '../api/app-of.ts';
import { ROLES } from '../api/auth/caller.ts';
import { beginInvocation } from './invocation.ts';

/** What the authorizer tells of a caller: API Gateway hands it on, nobody else can put it there. */
const Authorized = z.object({
  requestContext: z.object({
    authorizer: z.object({
      lambda: z.object({
        name: z.string().min(1),
        role: z.enum(ROLES),
        kind: z.enum(['key', 'oidc']),
        id: z.string().exactOptional(),
      }),
    }),
  }),
});

/** Serves an app behind API Gateway. Whom the authorizer did not let pass is a stranger to the app, too. */
export function httpHandler(api: Api) {
  const app = new Hono<{ Bindings: { readonly event: unknown } }>();
  app.all('*', (context) => {
    const read = Authorized.safeParse(context.env.event);
    const caller = read.success ? read.data.requestContext.authorizer.lambda : undefined;
    return api.fetch(context.req.raw, { caller });
  });
  const answer = handle(app);
  return async (event: LambdaEvent, context: LambdaContext) => {
    beginInvocation(context);
    return answer(event, context);
  };
}
