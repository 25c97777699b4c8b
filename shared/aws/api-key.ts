import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { callOptions, type Patience, persist } from './patience.ts';

const KEPT_MILLISECONDS = 60_000;

/** Reads the API key from its secret; kept for a minute, so that a rotated one is good soon. */
export function apiKey(
  props: Patience & { readonly client: SecretsManagerClient; readonly secret: string },
): () => Promise<string> {
  let kept = { key: '', until: 0 };
  return async () => {
    if (kept.until > props.clock.now()) return kept.key;
    const command = new GetSecretValueCommand({ SecretId: props.secret });
    const { SecretString = '' } = await persist('reading the API key', props, async () => ({
      answer: await props.client.send(command, callOptions(props)),
    }));
    kept = { key: SecretString, until: props.clock.now() + KEPT_MILLISECONDS };
    return kept.key;
  };
}
