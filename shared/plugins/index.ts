import type { Plugin } from '../plugin-sdk/plugin.ts';
import { github } from './github/plugin.ts';
import { gitlab } from './gitlab/plugin.ts';

/** Every plugin by its name. */
export const plugins: ReadonlyMap<string, Plugin> = new Map([github, gitlab].map((plugin) => [plugin.name, plugin]));
