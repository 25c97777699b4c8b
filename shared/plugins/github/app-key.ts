import * as z from 'zod';
import { InvalidInputError } from '../../errors.ts';
import { Id } from '../../plugin-sdk/fields.ts';
import type { TokenKey } from '../../plugin-sdk/token-key.ts';

const Key = z.object({
  appId: Id,
  installationId: Id,
  privateKey: z.string().regex(/^\s*-----BEGIN (?:RSA )?PRIVATE KEY-----\s/),
});
const Issued = z
  .object({ token: z.string().min(1), expires_at: z.string() })
  .transform(({ token, expires_at }) => ({ token, expiresAt: expires_at }));

/**
 * Reads a GitHub App's credential, `{"appId": 1, "installationId": 2, "privateKey": "-----BEGIN RSA PRIVATE KEY-----…"}`:
 * it asks for the installation's tokens, which live for an hour. Any other text is a token itself.
 *
 * @throws InvalidInputError when it looks like one and is none; the message holds nothing of it
 */
export function appKey(secret: string): TokenKey | undefined {
  if (!secret.trimStart().startsWith('{')) return undefined;
  const key = Key.safeParse(jsonOrNothing(secret));
  if (!key.success)
    throw new InvalidInputError(
      'the credential of a GitHub App is {"appId": …, "installationId": …, "privateKey": "-----BEGIN RSA PRIVATE KEY-----\\n…"}',
    );
  const { appId, installationId, privateKey } = key.data;
  return {
    identity: `github-app ${appId} ${installationId}`,
    target: `/app/installations/${encodeURIComponent(installationId)}/access_tokens`,
    issuer: appId,
    privateKey,
    read: (json) => Issued.safeParse(json).data,
  };
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
