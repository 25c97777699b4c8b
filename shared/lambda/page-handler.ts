import { Hono } from 'hono';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { answerPage, type PageFiles } from '../api/answer-page.ts';
import { beginInvocation } from './invocation.ts';

/** Serves files behind API Gateway, to anybody. */
export function pageHandler(files: PageFiles) {
  const app = new Hono();
  app.get('*', (context) => answerPage(files, context.req.raw));
  const answer = handle(app);
  return async (event: LambdaEvent, context: LambdaContext) => {
    beginInvocation(context);
    return answer(event, context);
  };
}
