import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import * as z from 'zod';
import type { Api } from '../api/app.ts';
import { beginInvocation } from './invocation.ts';

const Authorized = z.object({
  requestContext: z.object({ authorizer: z.object({ lambda: z.object({ key: z.string().min(1) }) }) }),
});

/** Serves an app behind API Gateway. What the authorizer did not let pass is refused here once more. */
export function httpHandler(api: Api) {
  return async (event: LambdaEvent, context: LambdaContext) => {
    beginInvocation(context);
    return handle(api(Authorized.safeParse(event).success))(event, context);
  };
}
