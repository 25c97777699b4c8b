import { readFile } from 'node:fs/promises';
import type { Connection } from '../shared/config/resources.ts';
import { secretPlace } from '../shared/config/secret-reference.ts';
import { CredentialError } from '../shared/errors.ts';
import { systemChance, systemClock } from '../shared/local/system-clock.ts';
import { ownTokensFrom, split, tokensFrom } from './tokens.ts';

/**
 * The tokens of a connection on a laptop: those of its own variable, else those that it is configured with, else those of
 * the environment, which are never given to a configured connection with another name or address.
 *
 * @throws CredentialError when a secret that it names is not there
 */
export async function localTokens(
  environment: NodeJS.ProcessEnv,
  at: { readonly plugin: string; readonly name: string },
  stored: Connection | undefined,
): Promise<readonly string[]> {
  const own = ownTokensFrom(environment, at);
  if (own.length > 0) return own;
  if (stored === undefined) return tokensFrom(environment, at);
  if (stored.tokens.length > 0)
    return (await Promise.all(stored.tokens.map((each) => tokensOf(environment, at.name, each)))).flat();
  return at.name === at.plugin && stored.baseUrl === undefined ? tokensFrom(environment, at) : [];
}

async function tokensOf(environment: NodeJS.ProcessEnv, name: string, reference: string): Promise<readonly string[]> {
  const place = secretPlace(reference);
  if (place?.kind === 'env') {
    const tokens = split([environment[place.name] ?? '']);
    if (tokens.length > 0) return tokens;
    throw new CredentialError(
      `the connection "${name}" names ${reference}, and that variable is not set: export ${place.name}=…`,
    );
  }
  if (place?.kind === 'file') return fileTokens(name, place.name);
  return secretTokens(place?.name ?? '');
}

async function fileTokens(name: string, path: string): Promise<readonly string[]> {
  try {
    const tokens = split([await readFile(path, 'utf8')]);
    if (tokens.length > 0) return tokens;
  } catch (cause) {
    throw new CredentialError(`the connection "${name}" names file:${path}, which cannot be read`, { cause });
  }
  throw new CredentialError(`the connection "${name}" names file:${path}, which is empty: put the token into it`);
}

let secrets: ((name: string) => Promise<{ readonly tokens: readonly string[] }>) | undefined;

/** From the AWS account of the environment; loaded only here, as the AWS SDK takes longer than most commands. */
async function secretTokens(name: string): Promise<readonly string[]> {
  const [{ secretsClient }, { connectionSecrets }] = await Promise.all([
    import('../shared/aws/clients.ts'),
    import('../shared/aws/connection-secrets.ts'),
  ]);
  secrets ??= connectionSecrets({ clock: systemClock, chance: systemChance, client: secretsClient(), prefix: '' });
  const { tokens } = await secrets(name);
  if (tokens.length > 0) return tokens;
  throw new CredentialError(`there is no secret "${name}" in this AWS account and region, or it holds no token`);
}
