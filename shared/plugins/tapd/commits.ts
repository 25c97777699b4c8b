import * as z from 'zod';
import { issueCommits, issueRepoCommits } from '../../domain/crossdomain.ts';
import { row } from '../../domain/table.ts';
import { Id } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { Words } from './fields.ts';
import { issueId, type Kind } from './ids.ts';
import { IssueInput } from './inputs.ts';
import { defineStream } from './stream.ts';

/** Commits whose message names an issue (`--story=1000006`), as TAPD was told of them by the repository's hook. */
const commitsOf = (kind: Kind) =>
  defineStream({
    name: `${kind}_commits`,
    input: IssueInput,
    request: ({ scope, input }) =>
      list('/code_commit_infos', { workspace_id: scope.id, type: kind, object_id: input.id, order: 'created asc' }),
    list: 'data',
    raw: z.object({ id: Id, commit_id: z.string().min(1), web_url: Words }),
    extract: (commit, { input }) => [{ ...commit, issue: input.id }],
    key: ({ id, issue }) => `${issue}/${id}`,
    convert: ({ issue, commit_id: commitSha, web_url: url }, { connection }) => {
      const id = issueId(kind, connection, issue);
      const link = row(issueCommits, { issueId: id, commitSha });
      if (url === undefined || !URL.canParse(url)) return [link];
      const { host, pathname } = new URL(url);
      const parts = pathname.split('/').filter((part) => part !== '');
      const repoName = parts.at(-1)?.replace(/\.git$/, '');
      const repoUrl = url.endsWith('.git') ? url : `${url.replace(/\/+$/, '')}.git`;
      const namespace = parts.slice(0, -1).join('/');
      return [link, row(issueRepoCommits, { issueId: id, repoUrl, commitSha, host, namespace, repoName })];
    },
  });

export const storyCommits = commitsOf('story');
export const bugCommits = commitsOf('bug');
export const taskCommits = commitsOf('task');
