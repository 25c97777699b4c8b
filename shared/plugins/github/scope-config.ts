import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import { pattern } from '../../plugin-sdk/pattern.ts';

/** The user's mapping for a repository. A pattern that is not given matches nothing; unknown keys are refused. */
export const ScopeConfig = z.strictObject({
  /** Labels that make an issue a requirement, a bug, an incident; the last label that matches one of them wins. */
  issueTypeRequirement: pattern(),
  issueTypeBug: pattern(),
  issueTypeIncident: pattern(),
  /** Labels whose whole name becomes the value. */
  issueSeverity: pattern(),
  issuePriority: pattern(),
  issueComponent: pattern(),
  prType: pattern(),
  prComponent: pattern(),
  /** What in a pull request's text names the issues that it closes; `%s` stands for the repository's full name. */
  prBodyClosePattern: pattern(),
  /** Names of runs and jobs that deploy. */
  deploymentPattern: pattern(),
  /** Names of runs, branches and jobs of production; when not given, everything is. */
  productionPattern: pattern(),
  /** Names of environments of production. */
  envNamePattern: pattern(),
  /** Labels of open issues that are being worked on. */
  statusLabels: pattern(),
  /** Logins, mostly of bots, whose reviews and comments are left out. */
  excludeUsers: z.array(z.string()).default([]),
  /** When given, only these accounts are converted. */
  accountsInScope: z.array(Id).optional(),
});
export type ScopeConfig = z.output<typeof ScopeConfig>;

/** What DevLake's page proposes; good for a user who gives no scope config. */
export const PROPOSED_SCOPE_CONFIG = {
  issueTypeRequirement: '(feat|feature|proposal|requirement)',
  issueTypeBug: '(bug|broken)',
  issueTypeIncident: '(incident|failure)',
  issueSeverity: 'severity(.*)',
  issuePriority: '(highest|high|medium|low|p0|p1|p2|p3)',
  issueComponent: 'component(.*)',
  prType: 'type(.*)',
  prComponent: 'component(.*)',
  prBodyClosePattern:
    '(?mi)(fix|close|resolve|fixes|closes|resolves|fixed|closed|resolved)[\\s]*.*(((and )?(#|https:\\/\\/github.com\\/%s\\/issues\\/)\\d+[ ]*)+)',
  envNamePattern: '(?i)prod(.*)',
} as const;

/** Whether this login's reviews and comments are left out; logins are compared without regard to case. */
export const isExcluded = (config: ScopeConfig, login: string | undefined): boolean =>
  login !== undefined && config.excludeUsers.some((excluded) => excluded.toLowerCase() === login.toLowerCase());
