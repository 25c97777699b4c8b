import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { CredentialError, InvalidInputError, RetryableError } from '../errors.ts';
import type { ConnectionSettings } from '../pipeline/ports.ts';
import { callOptions, nameOf, type Patience, persist } from './patience.ts';

/** What an operator keeps in a connection's secret. */
export interface ConnectionSecret extends ConnectionSettings {
  readonly tokens: readonly string[];
}

/** Props of the credentials of connections. */
export interface SecretTokensProps extends Patience {
  readonly client: SecretsManagerClient;
  /** A connection's secret is named by this prefix and the connection. */
  readonly prefix: string;
  /** How long what was read is believed. @default 60,000: a read costs money (0.05 $ per 10,000) and time */
  readonly keptMilliseconds?: number;
}

const KEPT_MILLISECONDS = 60_000;

/**
 * Reads a connection's secret: one token, several parted by commas or lines, or
 * `{"tokens": […], "baseUrl": "https://…", "share": 0.05}`, where the credential of a GitHub App is an object among the
 * tokens. A connection without a secret has no token, and asks anonymously.
 *
 * @throws CredentialError when the secret may not be read
 * @throws InvalidInputError when it holds something else
 */
export function connectionSecrets(props: SecretTokensProps): (connection: string) => Promise<ConnectionSecret> {
  const kept = new Map<string, { readonly until: number; readonly secret: Promise<ConnectionSecret> }>();
  return (connection) => {
    const known = kept.get(connection);
    if (known && known.until > props.clock.now()) return known.secret;
    const secret = readConnectionSecret(props, `${props.prefix}${connection}`);
    kept.set(connection, { until: props.clock.now() + (props.keptMilliseconds ?? KEPT_MILLISECONDS), secret });
    // A failure is not kept.
    secret.catch(() => kept.delete(connection));
    return secret;
  };
}

/** Reads a secret by its whole name, each time anew. @throws as `connectionSecrets` */
export async function readConnectionSecret(props: SecretTokensProps, secret: string): Promise<ConnectionSecret> {
  const command = new GetSecretValueCommand({ SecretId: secret });
  try {
    const { SecretString = '' } = await persist(`reading secret "${secret}"`, props, async () => ({
      answer: await props.client.send(command, callOptions(props)),
    }));
    return settingsIn(SecretString, secret);
  } catch (cause) {
    if (nameOf(cause) === 'ResourceNotFoundException') return { tokens: [] };
    if (cause instanceof RetryableError || cause instanceof InvalidInputError) throw cause;
    throw new CredentialError(`secret "${secret}" cannot be read, ${nameOf(cause)}: grant it or restore it`, { cause });
  }
}

const Settings = z.object({
  // A key that tokens are asked for with is an object: its plugin reads it.
  tokens: z.array(
    z.union([z.string().trim().min(1), z.record(z.string(), z.json()).transform((key) => JSON.stringify(key))]),
  ),
  baseUrl: z.url({ protocol: /^https?$/ }).exactOptional(),
  share: z.number().min(0).max(0.9).exactOptional(),
});

function settingsIn(text: string, secret: string): ConnectionSecret {
  if (!isJson(text)) return { tokens: tokensIn(text) };
  // Neither the parser's message nor zod's may be shown: they quote the secret.
  const read = Settings.safeParse(jsonOrNothing(text));
  if (read.success) return read.data;
  const form = '{"tokens": ["…"], "baseUrl": "https://…"}';
  throw new InvalidInputError(`secret "${secret}" is not ${form}: store that, or the token alone`);
}

const isJson = (text: string): boolean => text.trimStart().startsWith('{');

/** Several tokens parted by commas or lines; a key that tokens are asked for with is JSON. */
export const tokensIn = (text: string): readonly string[] =>
  (isJson(text) ? [text] : text.split(/[,\r\n]/)).map((token) => token.trim()).filter((token) => token !== '');

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
