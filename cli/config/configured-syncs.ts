import { existsSync } from 'node:fs';
import { type Configured, readConfigured, scopesOfBlueprint, scopesToSync } from '../../shared/config/configured.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { apply } from '../commands/apply.ts';
import { sayTo } from '../say.ts';
import { openConfigHome } from './config-home.ts';
import { CONFIG_FILE } from './read-file.ts';

/** What is asked of one run. */
export interface ConfiguredSync {
  readonly scopes: readonly string[];
  readonly full?: boolean;
  readonly since?: string;
  readonly streams?: string;
}

/** Most scopes of one run. */
const MOST = 200;

/**
 * What `sluice sync` does without scopes: all that is configured, or what a blueprint names. A `sluice.yaml` in the folder
 * is applied first, so that it is enough to write one.
 *
 * @throws InvalidInputError when there is nothing
 */
export async function configuredSyncs(given: {
  readonly store: string;
  readonly blueprint?: string | undefined;
  readonly file?: string | undefined;
}): Promise<readonly ConfiguredSync[]> {
  const file = given.file ?? process.env.SLUICE_CONFIG ?? CONFIG_FILE;
  if (existsSync(file)) await apply({ store: given.store, profile: 'local', file, quiet: true });
  const home = await openConfigHome({ store: given.store, profile: 'local' }, 'read');
  try {
    const all = await readConfigured(home.store);
    const asked = given.blueprint === undefined ? everything(all) : ofBlueprint(all, given.blueprint);
    if (asked.scopes.length === 0)
      throw new InvalidInputError(
        `name what to sync, for example github:owner/repo, or write ${CONFIG_FILE}: nothing is configured in ${given.store}`,
      );
    sayTo(process.stderr).line(`syncing ${asked.scopes.join(' ')}`);
    const parts = Math.ceil(asked.scopes.length / MOST);
    return Array.from({ length: parts }, (_, i) => ({
      ...asked,
      scopes: asked.scopes.slice(i * MOST, (i + 1) * MOST),
    }));
  } finally {
    home.close();
  }
}

const everything = (all: Configured): ConfiguredSync => ({ scopes: scopesToSync(all) });

function ofBlueprint(all: Configured, name: string): ConfiguredSync {
  const blueprint = all.blueprints.find((each) => each.name === name);
  if (!blueprint) {
    const there = all.blueprints.map((each) => each.name).join(', ') || 'none';
    throw new InvalidInputError(`there is no blueprint "${name}"; there is: ${there}`);
  }
  const { streams, ...options } = blueprint.options;
  return { scopes: scopesOfBlueprint(blueprint, all), ...options, ...(streams && { streams: streams.join(',') }) };
}
