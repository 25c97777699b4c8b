import * as z from 'zod';

/** Where a secret is kept: a variable of the environment, a secret of AWS Secrets Manager, or a file. */
export interface SecretPlace {
  readonly kind: 'env' | 'secret' | 'file';
  readonly name: string;
}

const FORM = /^(env|secret|file):(.+)$/s;
const NAMES: Readonly<Record<SecretPlace['kind'], RegExp>> = {
  env: /^[A-Za-z_][A-Za-z0-9_]{0,254}$/,
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
  secret: /^[A-Za-z0-9/_+=.@-]{1,512}$/,
  file: /^[^\0]{1,1024}$/,
};

/** `env:GITHUB_TOKEN` → where it is kept; undefined for what is no reference. */
export function secretPlace(reference: string): SecretPlace | undefined {
  const [, kind, name = ''] = FORM.exec(reference) ?? [];
  if (kind !== 'env' && kind !== 'secret' && kind !== 'file') return undefined;
  return NAMES[kind].test(name) ? { kind, name } : undefined;
}

// What was written may be the secret itself, so the message never shows it.
const REFUSED =
  'a secret is named, never written down: env:NAME (a variable), secret:NAME (AWS Secrets Manager) or file:PATH';

/** A secret by reference: `env:GITHUB_TOKEN`, `secret:sluice/connections/work`, `file:./token.txt`. */
export const SecretReference = z
  .string()
  .max(1_100)
  .refine((text) => secretPlace(text) !== undefined, REFUSED)
  .meta({ description: 'where a secret is kept: env:NAME, secret:NAME (AWS Secrets Manager) or file:PATH' });
