import type { APIGatewayRequestAuthorizerEventV2, Context } from 'aws-lambda';
import type { Caller } from '../api/auth/caller.ts';
import { beginInvocation } from './invocation.ts';

/** The simple answer of a Lambda authorizer; the context reaches the API's handler. */
export interface Decision {
  readonly isAuthorized: boolean;
  readonly context: Caller | Record<string, never>;
}

/** Lets whoever is known pass, and tells the API who it is; what they may do is decided there, route by route. */
export function authorizer(callerOf: (authorization: string | undefined) => Promise<Caller | undefined>) {
  return async (event: APIGatewayRequestAuthorizerEventV2, context: Context): Promise<Decision> => {
    beginInvocation(context);
    const caller = await callerOf(event.headers?.authorization);
    return caller ? { isAuthorized: true, context: { ...caller } } : { isAuthorized: false, context: {} };
  };
}
