import * as z from 'zod';
import { Text } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { commitLinks } from './commit-links.ts';
import { issueId } from './ids.ts';
import { IssueInput } from './inputs.ts';
import { defineStream } from './stream.ts';

const Repository = z.object({ url: Text, commits: z.array(z.object({ id: z.string().min(1), url: Text })) });
const Detail = z
  .object({ repositories: z.array(Repository).nullable() })
  .transform(({ repositories }) => repositories ?? []);
/** What was found of one application, of the one that was asked for, or one repository of it. */
const Found = z.union([
  z.object({ detail: z.array(Detail) }).transform(({ detail }) => detail.flat()),
  Detail,
  Repository.transform((repository) => [repository]),
]);

/**
 * Commits that Jira's development panel shows beside an issue, of the application that the scope config names. The
 * address is of Jira's own pages, and documented nowhere.
 */
export const developmentPanel = defineStream({
  name: 'development_panel',
  input: IssueInput,
  request: ({ input, config }) =>
    config.applicationType === ''
      ? []
      : list('/dev-status/1.0/issue/detail', {
          issueId: input.id,
          applicationType: config.applicationType,
          dataType: 'repository',
        }),
  whole: true,
  raw: Found,
  extract: (repositories, { input }) => [{ issue: input.id, repositories }],
  key: ({ issue }) => issue,
  // A scope config may stop asking for it, which does not mean that commits are gone.
  forgets: true,
  convert: ({ issue, repositories }, { connection, config }) =>
    repositories.flatMap(({ url, commits }) =>
      commits.flatMap((commit) =>
        commitLinks(
          issueId(connection, issue),
          { url: commit.url ?? '', sha: commit.id, repository: url ?? '' },
          config,
        ),
      ),
    ),
});
