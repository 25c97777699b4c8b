import { generateKeyPairSync, verify } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { refused, type Sent } from './answer.ts';

/** A GitHub App that is installed once, and what its server issued. */
export interface App {
  /** What a user writes into the environment. */
  readonly credential: string;
  readonly privateKey: string;
  /** Every token that was given, oldest first. */
  readonly issued: readonly string[];
  /** Whether a token is good now. */
  isGood(token: string): boolean;
  /** Takes every token back before its time. */
  revoke(): void;
  /** Answers the request for a token; undefined when it is none. */
  answer(request: IncomingMessage): Sent | undefined;
}

const Claims = z.object({ iss: z.string(), iat: z.number(), exp: z.number() });
const partOf = (assertion: string, part: number): Buffer => Buffer.from(assertion.split('.')[part] ?? '', 'base64url');

/** An App with a new key; its tokens live so many seconds. */
export function makeApp({ lifeSeconds = 3600, root = '' } = {}): App {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const issued: string[] = [];
  const until = new Map<string, number>();

  const reasonAgainst = (assertion: string): string | undefined => {
    const text = assertion.split('.').slice(0, 2).join('.');
    if (!verify('sha256', Buffer.from(text), publicKey, partOf(assertion, 2)))
      return 'A JSON web token could not be decoded';
    const now = Date.now() / 1000;
    const claims = Claims.parse(JSON.parse(partOf(assertion, 1).toString()));
    if (claims.iss !== '7') return 'Integration not found';
    if (claims.iat > now || claims.exp < now || claims.exp > now + 600)
      return "'Expiration time' claim ('exp') is wrong";
    return undefined;
  };

  return {
    credential: JSON.stringify({ appId: 7, installationId: 42, privateKey }),
    privateKey,
    issued,
    isGood: (token) => (until.get(token) ?? 0) > Date.now(),
    revoke: () => until.clear(),
    answer: ({ method, url, headers }) => {
      if (method !== 'POST') return undefined;
      if (url !== `${root}/app/installations/42/access_tokens`) return refused(404, 'Not Found');
      const reason = reasonAgainst(headers.authorization?.replace(/^Bearer /, '') ?? '');
      if (reason !== undefined) return refused(401, reason);
      const token = `ghs_${String(issued.length + 1).padStart(36, '0')}`;
      issued.push(token);
      until.set(token, Date.now() + lifeSeconds * 1000);
      const body = JSON.stringify({ token, expires_at: new Date(Date.now() + lifeSeconds * 1000).toISOString() });
      return { status: 201, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
    },
  };
}
