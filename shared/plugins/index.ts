import type { Plugin } from '../plugin-sdk/plugin.ts';
import { github } from './github/plugin.ts';
import { gitlab } from './gitlab/plugin.ts';
import { jenkins } from './jenkins/plugin.ts';
import { jira } from './jira/plugin.ts';

/** Every plugin by its name. */
export const plugins: ReadonlyMap<string, Plugin> = new Map(
  [github, gitlab, jenkins, jira].map((plugin) => [plugin.name, plugin]),
);
