import * as z from 'zod';
import { codeHostConfig, PROPOSED_CODE_HOST_CONFIG } from '../../plugin-sdk/code-host-config.ts';
import { Id } from '../../plugin-sdk/fields.ts';
import { pattern } from '../../plugin-sdk/pattern.ts';

/**
 * The user's mapping for a repository; unknown keys are refused. Names of runs and jobs deploy; runs and branches, or jobs,
 * whose name matches are of production, and all are where no pattern is given.
 */
export const ScopeConfig = z.strictObject({
  ...codeHostConfig,
  /** What in a pull request's text names the issues that it closes; `%s` stands for the repository's full name. */
  prBodyClosePattern: pattern().meta({
    title: 'What closes an issue',
    description: 'In the text of a pull request; %s stands for the repository.',
  }),
  /** When given, only these accounts are converted. */
  accountsInScope: z
    .array(Id)
    .optional()
    .meta({ title: 'Accounts that count', description: 'When given, only these; by login or number.' }),
});
export type ScopeConfig = z.output<typeof ScopeConfig>;

/** The scope config of a user who gives none. */
export const PROPOSED_SCOPE_CONFIG = {
  ...PROPOSED_CODE_HOST_CONFIG,
  prBodyClosePattern:
    '(?mi)(fix|close|resolve|fixes|closes|resolves|fixed|closed|resolved)[\\s]*.*(((and )?(#|https:\\/\\/github.com\\/%s\\/issues\\/)\\d+[ ]*)+)',
} as const;
