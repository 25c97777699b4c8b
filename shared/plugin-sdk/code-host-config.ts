import * as z from 'zod';
import { extensions } from './file-sizes.ts';
import { pattern } from './pattern.ts';

/** What the mappings of sources have in common that hold code, issues with labels and CI. Of patterns, one that is not given matches nothing. */
export const codeHostConfig = {
  /** Labels that make an issue a requirement, a bug, an incident; the last label that matches one of them wins. */
  issueTypeRequirement: pattern().meta({
    title: 'Labels of a requirement',
    description: 'Labels that make an issue a requirement; the last label that matches a type wins.',
  }),
  issueTypeBug: pattern().meta({ title: 'Labels of a bug', description: 'Labels that make an issue a bug.' }),
  issueTypeIncident: pattern().meta({
    title: 'Labels of an incident',
    description: 'Labels that make an issue an incident.',
  }),
  /** Labels whose whole name becomes the value. */
  issueSeverity: pattern().meta({ title: 'Labels of severity', description: 'The whole label becomes the severity.' }),
  issuePriority: pattern().meta({ title: 'Labels of priority', description: 'The whole label becomes the priority.' }),
  issueComponent: pattern().meta({
    title: 'Labels of a component',
    description: 'The whole label becomes the component.',
  }),
  prType: pattern().meta({
    title: "Labels of a pull request's type",
    description: 'The whole label becomes the type.',
  }),
  prComponent: pattern().meta({
    title: "Labels of a pull request's component",
    description: 'The whole label becomes the component.',
  }),
  /** What deploys: names of runs, pipelines' branches, names of jobs. */
  deploymentPattern: pattern().meta({
    title: 'What deploys',
    description: 'Names of runs, branches of pipelines, names of jobs.',
  }),
  /** The same, of production. */
  productionPattern: pattern().meta({
    title: 'What is production',
    description: 'The same names, where they are of production.',
  }),
  /** Names of environments of production. */
  envNamePattern: pattern().meta({ title: 'Environments of production', description: 'Names of environments.' }),
  /** Labels of open issues that are being worked on. */
  statusLabels: pattern().meta({
    title: 'Labels of work in progress',
    description: 'Labels of open issues that are being worked on.',
  }),
  /** Names, mostly of bots, whose reviews and comments are left out. */
  excludeUsers: z
    .array(z.string())
    .default([])
    .meta({ title: 'People and bots to leave out', description: 'Their reviews and comments do not count.' }),
  /** Files that do not count in the size of a pull request. */
  prSizeExcludedExtensions: extensions().meta({
    title: 'Files that do not count',
    description: 'Their ends, such as .lock: left out of the size of a pull request.',
  }),
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
