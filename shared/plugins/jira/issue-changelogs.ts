import { list } from '../../plugin-sdk/request.ts';
import { changeNeeds, changeRows, changeSource, History } from './changes.ts';
import { IssueInput } from './inputs.ts';
import { fieldType, issueType, statusOf } from './lookups.ts';
import { SIZE, startAt } from './paging.ts';
import { defineStream } from './stream.ts';
import { usersOf } from './users.ts';

/** All changes of an issue, oldest first: how Jira Cloud tells them beyond the last hundred. */
export const issueChangelogs = defineStream({
  name: 'issue_changelogs',
  input: IssueInput,
  request: ({ input }) =>
    list(`/api/3/issue/${encodeURIComponent(input.id)}/changelog`, { maxResults: SIZE, startAt: 0 }),
  list: 'values',
  raw: History,
  pagination: startAt,
  children: ({ author }) => usersOf(author),
  extract: (history, { input }) => [{ issue: input.id, updated: input.updated ?? undefined, history }],
  key: ({ history }) => history.id,
  updatedAt: ({ history }) => history.created,
  lookups: [statusOf, fieldType, issueType],
  needs: ({ issue, history }) => [issueType.key(issue), ...changeNeeds([history])],
  convert: ({ issue, history }, { connection, config, find }) =>
    changeRows({ id: issue, type: find(issueType, issue) }, [history], { connection, config, find }),
  source: ({ issue, updated, history }, { connection }) => changeSource({ id: issue, updated }, history, connection),
});
