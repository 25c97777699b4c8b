import * as z from 'zod';
import { FileSizes } from '../../plugin-sdk/file-sizes.ts';
import { defineLookup } from '../../plugin-sdk/lookup.ts';

const size = { additions: z.number().optional(), deletions: z.number().optional() };

/** An issue's id by its number. */
export const issueIds = defineLookup('issueIds', 'issues', z.string(), { fixed: true });

/** A pull request's id by its number. */
export const pullRequestIds = defineLookup('pullRequestIds', 'pull_requests', z.string(), { fixed: true });

/** What only a pull request's own answer tells, by its number. */
export const pullRequestDetails = defineLookup(
  'pullRequestDetails',
  'pull_request_details',
  z.object({ ...size, mergedBy: z.object({ id: z.string(), login: z.string() }).optional() }),
);

/** The size of a commit by its hash. */
export const commitSizes = defineLookup('commitSizes', 'commit_details', z.object(size));

/** The logins of somebody's organisations, in GitHub's order, by their login. */
export const accountOrgs = defineLookup('accountOrgs', 'account_orgs', z.array(z.string()));

/** The state that a deployment reached, and when, by its id. */
export const deploymentStates = defineLookup(
  'deploymentStates',
  'deployment_statuses',
  z.object({ state: z.string(), finishedAt: z.string().optional() }),
);

/** The commit of a tag by the tag's name. */
export const tagCommits = defineLookup('tagCommits', 'tags', z.string());

/** What a pull request changes by the ends of its files' names, by its number. */
export const fileSizes = defineLookup('fileSizes', 'pull_request_files', FileSizes);

/** The id of the latest release, under the only key that there is. */
export const latestRelease = defineLookup('latestRelease', 'latest_release', z.string());
/** The only key of `latestRelease`. */
export const LATEST = 'latest';
