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
  const texts = [...new Set([...secrets.flatMap(wordsOf), ...Object.values(sent).flatMap(partsOf)])];
  const needles = [...new Set(texts.flatMap(formsOf))].sort((one, other) => other.length - one.length);
  const maskEscaped = maskerOfEscaped(texts);
  return (text) =>
    maskEscaped(needles.reduce((masked, needle) => masked.replaceAll(needle, MASK), text))
      .replace(SHAPES, MASK)
      .replace(QUERY, `$1${MASK}`)
      .replace(USER_INFO, `$1${MASK}@`);
}

/** A secret, and the password of one that is user and password. */
function wordsOf(secret: string): string[] {
  if (secret.length < MIN_SECRET) return [];
  const password = secret.slice(secret.indexOf(':') + 1);
  return password.length < MIN_PART ? [secret] : [secret, password];
}

function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const encoded = encodeURIComponent(text.toWellFormed());
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
    encoded,
    encoded.replaceAll(/%[0-9A-F]{2}/g, (each) => each.toLowerCase()),
    new URLSearchParams({ '': text }).toString().slice(1),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...base64Of(bytes),
  ];
}

/** Base64 and base64url of a text by itself, and what is always there when it stands in the middle of a longer one. */
function base64Of(bytes: Buffer): string[] {
  const whole = bytes.toString('base64');
  const inside = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const spoilt = (bytes.length + before) % 3 === 0 ? 0 : 1;
    const stays = text.slice(Math.ceil((before * 4) / 3), text.length - spoilt);
    return stays.length < MIN_PART ? [] : [stays];
  });
  return [whole, whole.replace(/=+$/, ''), ...inside].flatMap((text) => [
    text,
    text.replaceAll('+', '-').replaceAll('/', '_'),
    // As PHP and others write it in JSON.
    text.replaceAll('/', '\\/'),
  ]);
}

/** Escapes of JSON and of addresses, as which any letter may be written. */
const ESCAPE = /(?:\\u00|%)([2-7][0-9A-Fa-f])/g;

/** Masks texts some letters of which are escaped. Whether there are any is looked up first: a search by pattern is slow. */
function maskerOfEscaped(texts: readonly string[]): Mask {
  const forms = texts.map(escapedForm);
  return (text) => {
    const plain = text.replace(ESCAPE, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
    if (plain === text || !texts.some((each) => plain.includes(each))) return text;
    return forms.reduce((masked, form) => masked.replace(form, MASK), text);
  };
}

/** A text any letters of which may be escaped; what is no ASCII is no part of a token, and is taken as it is. */
function escapedForm(text: string): RegExp {
  const letters = [...text].map((letter) => {
    const plain = letter.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    const digits = anyCase(letter.charCodeAt(0).toString(16).padStart(2, '0'));
    return letter > '\x7f' ? plain : `(?:${plain}|(?:\\\\u00|%)${digits})`;
  });
  return new RegExp(letters.join(''), 'g');
}

const anyCase = (digits: string): string => digits.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

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
