import type { PluginHead } from '../plugin-sdk/plugin.ts';
import { githubHead } from './github/head.ts';
import { gitlabHead } from './gitlab/head.ts';
import { jenkinsHead } from './jenkins/head.ts';
import { jiraHead } from './jira/head.ts';
import { opsgenieHead } from './opsgenie/head.ts';
import { pagerdutyHead } from './pagerduty/head.ts';
import { tapdHead } from './tapd/head.ts';

/** Every plugin by its name, without its streams: for functions that read nothing that a vendor sends. */
export const pluginHeads: ReadonlyMap<string, PluginHead> = new Map(
  [githubHead, gitlabHead, jenkinsHead, jiraHead, tapdHead, pagerdutyHead, opsgenieHead].map((head) => [
    head.name,
    head,
  ]),
);
