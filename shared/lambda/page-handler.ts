import { Hono } from 'hono';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { beginInvocation } from './invocation.ts';

/** Answers a file by its path; undefined where there is none. */
type Files = (path: string) => Promise<Response | undefined>;

/** Serves files behind API Gateway, to anybody. */
export function pageHandler(files: Files) {
  const app = new Hono();
  app.get('*', async (context) => (await files(context.req.path)) ?? context.notFound());
  const answer = handle(app);
  return async (event: LambdaEvent, context: LambdaContext) => {
    beginInvocation(context);
    return answer(event, context);
  };
}
