import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { CredentialError, InvalidInputError, RetryableError } from '../errors.ts';
import { callOptions, nameOf, type Patience, persist } from './patience.ts';

/** Props of the credentials of connections. */
export interface SecretTokensProps extends Patience {
  readonly client: SecretsManagerClient;
  /** A connection's secret is named by this prefix and the connection. */
  readonly prefix: string;
}

// A rotated credential is used after a minute; a read costs money (0.05 $ per 10,000) and time.
const KEPT_MILLISECONDS = 60_000;

/**
 * Reads the tokens of a connection from its secret: one token, several parted by commas or lines, or `{"tokens": […]}`.
 * A connection without a secret has none, and asks anonymously.
 *
 * @throws CredentialError when the secret may not be read
 * @throws InvalidInputError when it holds something else
 */
export function secretTokens(props: SecretTokensProps): (connection: string) => Promise<readonly string[]> {
  const kept = new Map<string, { readonly until: number; readonly tokens: Promise<readonly string[]> }>();
  return (connection) => {
    const known = kept.get(connection);
    if (known && known.until > props.clock.now()) return known.tokens;
    const tokens = read(props, `${props.prefix}${connection}`);
    kept.set(connection, { until: props.clock.now() + KEPT_MILLISECONDS, tokens });
    // A failure is not kept.
    tokens.catch(() => kept.delete(connection));
    return tokens;
  };
}

async function read(props: SecretTokensProps, secret: string): Promise<readonly string[]> {
  const command = new GetSecretValueCommand({ SecretId: secret });
  try {
    const { SecretString = '' } = await persist(`reading secret "${secret}"`, props, async () => ({
      answer: await props.client.send(command, callOptions(props)),
    }));
    return tokensIn(SecretString, secret);
  } catch (cause) {
    if (nameOf(cause) === 'ResourceNotFoundException') return [];
    if (cause instanceof RetryableError || cause instanceof InvalidInputError) throw cause;
    throw new CredentialError(`secret "${secret}" cannot be read, ${nameOf(cause)}: grant it or restore it`, { cause });
  }
}

const Tokens = z.object({ tokens: z.array(z.string().trim().min(1)) });

function tokensIn(text: string, secret: string): readonly string[] {
  if (!text.trimStart().startsWith('{')) {
    return text
      .split(/[,\r\n]/)
      .map((token) => token.trim())
      .filter((token) => token !== '');
  }
  // Neither the parser's message nor zod's may be shown: they quote the secret.
  const read = Tokens.safeParse(jsonOrNothing(text));
  if (read.success) return read.data.tokens;
  throw new InvalidInputError(`secret "${secret}" is not {"tokens": ["…"]}: store that, or the token alone`);
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
