import * as z from 'zod';
import { codeHostConfig, PROPOSED_CODE_HOST_CONFIG } from '../../plugin-sdk/code-host-config.ts';

/**
 * The user's mapping for a project; unknown keys are refused. Branches and names of jobs deploy; a branch has to match to be
 * of production, a job where no pattern is given is, too.
 */
export const ScopeConfig = z.strictObject(codeHostConfig);
export type ScopeConfig = z.output<typeof ScopeConfig>;

/** The scope config of a user who gives none. */
export const PROPOSED_SCOPE_CONFIG = PROPOSED_CODE_HOST_CONFIG;
