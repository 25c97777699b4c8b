import * as z from 'zod';
import { extensions } from './file-sizes.ts';
import { pattern } from './pattern.ts';

/** What the mappings of sources have in common that hold code, issues with labels and CI. Of patterns, one that is not given matches nothing. */
export const codeHostConfig = {
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
  /** What deploys: names of runs, pipelines' branches, names of jobs. */
  deploymentPattern: pattern(),
  /** The same, of production. */
  productionPattern: pattern(),
  /** Names of environments of production. */
  envNamePattern: pattern(),
  /** Labels of open issues that are being worked on. */
  statusLabels: pattern(),
  /** Names, mostly of bots, whose reviews and comments are left out. */
  excludeUsers: z.array(z.string()).default([]),
  /** Files that do not count in the size of a pull request. */
  prSizeExcludedExtensions: extensions(),
} as const;

/** What DevLake's page proposes; good for a user who gives no scope config. */
export const PROPOSED_CODE_HOST_CONFIG = {
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

/** Whether this person's reviews and comments are left out; names are compared without regard to case. */
export const isExcluded = (
  { excludeUsers }: { readonly excludeUsers: readonly string[] },
  name: string | undefined,
): boolean => name !== undefined && excludeUsers.some((excluded) => excluded.toLowerCase() === name.toLowerCase());
