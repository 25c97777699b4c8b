import * as z from 'zod';
import { pattern } from '../../plugin-sdk/pattern.ts';

/** The user's mapping for a job. A pattern that is not given matches nothing; unknown keys are refused. */
export const ScopeConfig = z.strictObject({
  /** Full names of builds (`folder/job#12`) and names of stages that deploy. */
  deploymentPattern: pattern().meta({
    title: 'What deploys',
    description: 'Full names of builds (folder/job#12) and names of stages.',
  }),
  /** The same, of production; when not given, everything is. */
  productionPattern: pattern().meta({
    title: 'What is production',
    description: 'The same names, where they are of production; empty: all are.',
  }),
  /** Full names of jobs below a folder or a multibranch job whose builds count; when not given, all do. */
  jobInclude: pattern().meta({
    title: 'Jobs that count',
    description: 'Full names of jobs in a folder; empty: all do.',
  }),
  jobExclude: pattern().meta({ title: 'Jobs to leave out', description: 'Full names of jobs in a folder.' }),
  /** Which tests are read of builds that report them: those that failed, all, or none. */
  testReports: z
    .enum(['failed', 'all', 'none'])
    .default('failed')
    .meta({ title: 'Tests that are read', description: 'Of builds that report tests.' }),
  /** What an unstable build means; empty: neither good nor bad. */
  unstableAs: z
    .enum(['SUCCESS', 'FAILURE', ''])
    .default('')
    .meta({ title: 'An unstable build counts as', description: 'Empty: neither good nor bad.' }),
});
export type ScopeConfig = z.output<typeof ScopeConfig>;

/** DevLake's proposals, for a user who gives no scope config. */
export const PROPOSED_SCOPE_CONFIG = {
  deploymentPattern: '(deploy|push-image)',
  productionPattern: 'prod(.*)',
} as const;

/** Whether builds of this job count. */
export const isWanted = ({ jobInclude, jobExclude }: ScopeConfig, fullName: string): boolean =>
  (!jobInclude.given || jobInclude.matches(fullName)) && !jobExclude.matches(fullName);

/** Type and environment of what is called so. */
export const kindOf = ({ deploymentPattern, productionPattern }: ScopeConfig, name: string) => ({
  type: deploymentPattern.matches(name) ? 'DEPLOYMENT' : '',
  environment: !productionPattern.given || productionPattern.matches(name) ? 'PRODUCTION' : '',
});
