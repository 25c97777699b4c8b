/** Tokens with a list of groups have some thousand characters; more is no credential, and is not even looked at. */
const LONGEST = 16_384;

/** What a caller shows: a key or a token, as it was sent. */
export function credentialIn(authorization: string | undefined): string | undefined {
  if (authorization !== undefined && authorization.length > LONGEST) return undefined;
  const [, scheme = '', value = ''] = /^(Bearer|Basic) +([^\s]+)$/i.exec(authorization ?? '') ?? [];
  if (value === '') return undefined;
  if (scheme.toLowerCase() === 'bearer') return value;
  // Grafana's data source: whatever the user is called, the password is the key.
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const password = pair.slice(pair.indexOf(':') + 1);
  return pair.includes(':') && password !== '' ? password : undefined;
}
