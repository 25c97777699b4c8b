import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayRequestAuthorizerEventV2, Context } from 'aws-lambda';
import { beginInvocation } from './invocation.ts';

/** The simple answer of a Lambda authorizer; the context reaches the API's handler. */
export interface Decision {
  readonly isAuthorized: boolean;
  readonly context: { readonly key: string };
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Decides on requests by their bearer key; an empty key in the secret lets nobody in. */
export function authorizer(expected: () => Promise<string>) {
  return async (event: APIGatewayRequestAuthorizerEventV2, context: Context): Promise<Decision> => {
    beginInvocation(context);
    const given = /^Bearer (\S+)$/i.exec(event.headers?.authorization ?? '')?.[1] ?? '';
    const key = await expected();
    const isAuthorized = key !== '' && timingSafeEqual(hash(given), hash(key));
    return { isAuthorized, context: { key: isAuthorized ? 'api-key' : '' } };
  };
}
