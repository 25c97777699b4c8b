import { cicdScopes } from '../../domain/cicd.ts';
import { repos } from '../../domain/code.ts';
import { boardRepos } from '../../domain/crossdomain.ts';
import { row } from '../../domain/table.ts';
import { boards } from '../../domain/ticket.ts';
import { one } from '../../plugin-sdk/request.ts';
import { repositoryId } from './ids.ts';
import { pathOf, Repository } from './scope.ts';
import { defineStream } from './stream.ts';

/** The repository itself, which is also a board and a CI/CD scope. */
export const repository = defineStream({
  name: 'repository',
  request: ({ scope }) => one(pathOf(scope)),
  raw: Repository,
  extract: (repository) => [repository],
  key: ({ id }) => id,
  updatedAt: ({ updatedDate }) => updatedDate,
  convert: (repository, { connection }) => {
    const id = repositoryId(connection, repository.id);
    const { fullName: name, htmlUrl: url, description, createdDate, updatedDate } = repository;
    const { language, parentUrl: forkedFrom } = repository;
    return [
      row(repos, { id, name, url, description, language, forkedFrom, createdDate, updatedDate, deleted: false }),
      row(boards, { id, name, description, url: `${url}/issues`, createdDate }),
      row(boardRepos, { boardId: id, repoId: id }),
      row(cicdScopes, { id, name, description, url, createdDate, updatedDate }),
    ];
  },
});
