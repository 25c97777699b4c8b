import { timingSafeEqual } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const secrets = new SecretsManagerClient({});

/** Placeholder: compares the bearer key with the secret. */
export const handler = async (request: { readonly headers: Record<string, string | undefined> }) => {
  const secret = await secrets.send(new GetSecretValueCommand({ SecretId: process.env['API_KEY_SECRET'] ?? '' }));
  const expected = Buffer.from(`Bearer ${secret.SecretString}`);
  const given = Buffer.from(request.headers['authorization'] ?? '');
  return { isAuthorized: given.length === expected.length && timingSafeEqual(given, expected) };
};
