import type { Answer, Verdict } from '../plugin-sdk/answer.ts';

/** Replaces every secret in a text by `***`. */
export type Mask = (text: string) => string;

const MASK = '***';

/** Shorter ones would blot out ordinary words. */
const MIN_SECRET = 4;
const MIN_PART = 8;

/** Tokens known by their shape: GitHub's (https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats), GitLab's. */
const SHAPES = /\b(?:gh[pousr]_|github_pat_|glpat-)[A-Za-z0-9_-]{10,}/g;
const QUERY = /((?:(?:access|private|refresh|job)_token|client_secret)(?:=|%3D))[^&\s"'<>\\]+/gi;
const USER_INFO = /(:(?:\\?\/){2})[^\s/\\"'<>:@]*:[^\s/\\"'<>@]+@/g;

const SECRET_HEADERS = new Set(['set-cookie', 'set-cookie2', 'cookie', 'authorization', 'proxy-authorization']);

/** Knows these secrets in every form in which a vendor may echo them, and whatever looks like a credential. */
export function maskSecrets(secrets: readonly string[], sent: Readonly<Record<string, string>> = {}): Mask {
  const needles = [...new Set([...secrets.flatMap(formsOf), ...Object.values(sent).flatMap(partsOf)])].sort(
    (one, other) => other.length - one.length,
  );
  return (text) =>
    needles
      .reduce((masked, needle) => masked.replaceAll(needle, MASK), text)
      .replace(SHAPES, MASK)
      .replace(QUERY, `$1${MASK}`)
      .replace(USER_INFO, `$1${MASK}@`);
}

function formsOf(secret: string): string[] {
  if (secret.length < MIN_SECRET) return [];
  const password = secret.slice(secret.indexOf(':') + 1);
  return [secret, ...(password.length < MIN_PART ? [] : [password])].flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
    encodeURIComponent(text.toWellFormed()),
    new URLSearchParams({ '': text }).toString().slice(1),
    Buffer.from(text).toString('base64'),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    Buffer.from(text).toString('base64url'),
  ]);
}

/** The value of a header that carried the credential, and its last word. */
const partsOf = (value: string): string[] =>
  [value, value.slice(value.lastIndexOf(' ') + 1)].filter((part) => part.length >= MIN_PART);

/** The answer as it may be kept: secrets masked, headers that only carry secrets left out. */
export const maskAnswer = (answer: Answer, mask: Mask): Answer => ({
  ...answer,
  url: mask(answer.url),
  headers: Object.fromEntries(
    Object.entries(answer.headers).flatMap(([name, value]) => (SECRET_HEADERS.has(name) ? [] : [[name, mask(value)]])),
  ),
  body: mask(answer.body),
});

/** The verdict as it may be kept. */
export const maskVerdict = (verdict: Verdict, mask: Mask): Verdict =>
  'reason' in verdict ? { ...verdict, reason: mask(verdict.reason) } : verdict;
