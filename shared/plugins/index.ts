import type { Plugin } from '../plugin-sdk/plugin.ts';
import { github } from './github/plugin.ts';
import { gitlab } from './gitlab/plugin.ts';
import { jenkins } from './jenkins/plugin.ts';
import { jira } from './jira/plugin.ts';
import { opsgenie } from './opsgenie/plugin.ts';
import { pagerduty } from './pagerduty/plugin.ts';
import { tapd } from './tapd/plugin.ts';

/** Every plugin by its name. */
export const plugins: ReadonlyMap<string, Plugin> = new Map(
  [github, gitlab, jenkins, jira, tapd, pagerduty, opsgenie].map((plugin) => [plugin.name, plugin]),
);
