import * as z from 'zod';
import { defineLookup } from '../../plugin-sdk/lookup.ts';

/** The result of a build by its full name; a stage of a build that is not known belongs to nobody. */
export const buildResults = defineLookup('buildResults', 'builds', z.string());
/** The same, of builds below a folder or a multibranch job. */
export const branchBuildResults = defineLookup('branchBuildResults', 'branch_builds', z.string());

/** That a build has stages, by its full name: then these are its tasks. Told after the build itself. */
export const hasStages = defineLookup('hasStages', 'stages', z.boolean(), { late: true });
