import { InvalidInputError } from '../shared/errors.ts';
import type { Plugin } from '../shared/plugin-sdk/plugin.ts';
import { plugins } from '../shared/plugins/index.ts';

/** The plugin of this name. @throws InvalidInputError that names those there are */
export function pluginNamed(name: string): Plugin {
  const plugin = plugins.get(name);
  if (plugin) return plugin;
  throw new InvalidInputError(`there is no plugin "${name}"; there is ${[...plugins.keys()].join(', ')}`);
}
