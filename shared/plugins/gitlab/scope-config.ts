import * as z from 'zod';
import { pattern } from '../../plugin-sdk/pattern.ts';

/** The user's mapping for a project. A pattern that is not given matches nothing; unknown keys are refused. */
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
  /** Branches and names of jobs that deploy. */
  deploymentPattern: pattern(),
  /** Branches (a match is needed) and names of jobs (when not given, every one is) of production. */
  productionPattern: pattern(),
  /** Names of environments of production. */
  envNamePattern: pattern(),
  /** Labels of open issues that are being worked on. */
  statusLabels: pattern(),
  /** User names, mostly of bots, whose comments are left out. */
  excludeUsers: z.array(z.string()).default([]),
});
export type ScopeConfig = z.output<typeof ScopeConfig>;

/** The scope config of a user who gives none: DevLake's proposals. */
export const PROPOSED_SCOPE_CONFIG = {
  issueTypeRequirement: '(feat|feature|proposal|requirement)',
  issueTypeBug: '(bug|broken)',
  issueTypeIncident: '(incident|failure)',
  issueSeverity: 'severity(.*)',
  issuePriority: '(highest|high|medium|low|p0|p1|p2|p3)',
  issueComponent: 'component(.*)',
  prType: 'type(.*)',
  prComponent: 'component(.*)',
  envNamePattern: '(?i)prod(.*)',
} as const;

/** Whether this person's comments are left out; names are compared without regard to case. */
export const isExcluded = (config: ScopeConfig, name: string | undefined): boolean =>
  name !== undefined && config.excludeUsers.some((excluded) => excluded.toLowerCase() === name.toLowerCase());
