import {
  CreateSecretCommand,
  PutSecretValueCommand,
  type PutSecretValueCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { CredentialError, InvalidInputError, RetryableError } from '../errors.ts';
import { readConnectionSecret, type SecretTokensProps, tokensIn } from './connection-secrets.ts';
import { callOptions, nameOf, persist } from './patience.ts';

/**
 * Keeps what is sent as the secret that is called as the connection, and answers the reference to it:
 * `secret:sluice/connections/github`. An address or a share that the secret before told stays, so that a token never goes to
 * another host by being replaced.
 *
 * @throws InvalidInputError when there is no token in it
 * @throws CredentialError when the secret may not be written, or is marked for deletion
 */
export const keptSecrets = (props: Omit<SecretTokensProps, 'keptMilliseconds'>) => ({
  put: async (connection: string, token: string): Promise<string> => {
    const name = `${props.prefix}${connection}`;
    const tokens = tokensIn(token);
    if (tokens.length === 0) throw new InvalidInputError('the token is empty: send one', ['token']);
    try {
      const { tokens: _, ...kept } = await readConnectionSecret(props, name).catch(asNothing);
      await write(props, { SecretId: name, SecretString: JSON.stringify({ ...kept, tokens }) });
    } catch (cause) {
      if (cause instanceof RetryableError || cause instanceof CredentialError) throw cause;
      throw new CredentialError(`secret "${name}" cannot be written, ${nameOf(cause)}: grant it or restore it`, {
        cause,
      });
    }
    return `secret:${name}`;
  },
});

/** What holds something else is replaced as a whole. */
function asNothing(cause: unknown): { readonly tokens: readonly string[] } {
  if (cause instanceof InvalidInputError) return { tokens: [] };
  throw cause;
}

/** A new version of the secret, or the secret itself where there is none; somebody else may make it meanwhile. */
async function write(props: SecretTokensProps, secret: PutSecretValueCommandInput): Promise<void> {
  const put = () => send(props, secret.SecretId, new PutSecretValueCommand(secret));
  const create = () => {
    const { SecretId: Name, SecretString } = secret;
    const Description = 'Sluice: the credential of a connection';
    return send(props, Name, new CreateSecretCommand({ Name, SecretString, Description }));
  };
  await put().catch(async (cause) => {
    if (nameOf(cause) !== 'ResourceNotFoundException') throw cause;
    await create().catch((again) => {
      if (nameOf(again) !== 'ResourceExistsException') throw again;
      return put();
    });
  });
}

const send = (
  props: SecretTokensProps,
  name: string | undefined,
  command: PutSecretValueCommand | CreateSecretCommand,
): Promise<unknown> =>
  persist(`keeping secret "${name}"`, props, async () => ({
    answer:
      command instanceof CreateSecretCommand
        ? await props.client.send(command, callOptions(props))
        : await props.client.send(command, callOptions(props)),
  }));
