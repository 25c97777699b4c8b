import type { IncomingHttpHeaders } from 'node:http';

/** What a request showed as its credential: the header's value, and the secret that is in it. */
export function shownIn(headers: IncomingHttpHeaders): { readonly header: string; readonly secret: string } {
  const header = String(headers.authorization ?? headers['private-token'] ?? '');
  const word = header.slice(header.lastIndexOf(' ') + 1).replace(/^token=/, '');
  if (!/^Basic /i.test(header)) return { header, secret: word };
  const pair = Buffer.from(word, 'base64').toString();
  return { header, secret: pair.slice(pair.indexOf(':') + 1) };
}

/** A credential as JSON text may hold it, in every form that somebody may write it in. */
export function written({ header, secret }: ReturnType<typeof shownIn>): string {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  const each = (form: (digits: string) => string) =>
    [...secret].map((letter) => form(letter.charCodeAt(0).toString(16)));
  const base64 = (text: string, form: BufferEncoding = 'base64') => Buffer.from(text).toString(form);
  return [
    inJson(secret),
    inJson(header),
    inJson(secret).replaceAll('/', '\\/'),
    base64(secret),
    base64(secret, 'base64url'),
    base64(header),
    ...['u:', 'me:', 'any:'].map((user) => base64(`${user}${secret}:`)),
    base64(JSON.stringify({ authorization: header }), 'base64url'),
    encodeURIComponent(secret),
    inJson(new URLSearchParams({ access_token: secret }).toString()),
    each((digits) => `%${digits}`).join(''),
    each((digits) => `\\u00${digits}`).join(''),
    each((digits) => `\\u00${digits.toUpperCase()}`).join(''),
    base64(secret, 'hex'),
    base64(secret, 'hex').toUpperCase(),
    inJson(`https://user:${encodeURIComponent(secret)}@vendor.example/?private_token=${encodeURIComponent(secret)}`),
  ].join(' | ');
}

/** Where a text of the vendor's is what people wrote, not a name that something else is found by. */
const PROSE = /^(title|summary|description|body|message|details|displayName|comment|text|info|fullDisplayName|email)$/i;
const MARK = '@@echo@@';

/** The JSON of an answer with the credential in every prose of it, and in a field that nobody reads. */
export function echoing(body: unknown, credential: string): string {
  return JSON.stringify(marked(body)).replaceAll(MARK, credential);
}

function marked(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return PROSE.test(name) ? `${value} ${MARK}` : value;
  if (Array.isArray(value)) return value.map((each) => marked(each, name));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, of]) => [key, marked(of, key)]);
  return { ...Object.fromEntries(fields), ...('id' in value && { echo: MARK, authorization: [MARK] }) };
}

/** Headers with the credential: those that a page is read by, too. */
export const echoedHeaders = ({ header, secret }: ReturnType<typeof shownIn>, url: string): Record<string, string> => {
  const place = `${url}${url.includes('?') ? '&' : '?'}access_token=${encodeURIComponent(secret)}`;
  return {
    'x-echo': secret,
    'x-authorization': header,
    'x-request-id': Buffer.from(header).toString('base64'),
    etag: `"${Buffer.from(secret).toString('hex')}"`,
    'set-cookie': `session=${encodeURIComponent(secret)}`,
    link: `<${place}>; rel="self", <https://u:${encodeURIComponent(secret)}@vendor.example/>; rel="help"`,
  };
};
