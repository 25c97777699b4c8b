import { sign } from 'node:crypto';

/** GitHub takes an assertion for ten minutes at most, and none of a time to come: clocks differ. */
const BACK_SECONDS = 60;
const LIFE_SECONDS = 480;

/** A JSON Web Token (RFC 7519) by which the issuer says who it is; signed with RS256. @throws when the key is none */
export function signAssertion({ issuer, privateKey }: { issuer: string; privateKey: string }, now: number): string {
  const seconds = Math.floor(now / 1000);
  const claims = { iat: seconds - BACK_SECONDS, exp: seconds + LIFE_SECONDS, iss: issuer };
  const text = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}
