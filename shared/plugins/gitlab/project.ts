import { cicdScopes } from '../../domain/cicd.ts';
import { repos } from '../../domain/code.ts';
import { boardRepos } from '../../domain/crossdomain.ts';
import { row } from '../../domain/table.ts';
import { boards } from '../../domain/ticket.ts';
import { one } from '../../plugin-sdk/request.ts';
import { projectId } from './ids.ts';
import { Project, pathOf } from './scope.ts';
import { defineStream } from './stream.ts';

/** The project itself, which is a repository, a board and a CI/CD scope. */
export const project = defineStream({
  name: 'project',
  request: ({ scope }) => one(pathOf(scope)),
  raw: Project,
  extract: (project) => [project],
  key: ({ id }) => id,
  updatedAt: ({ updatedDate }) => updatedDate,
  convert: (project, { connection }) => {
    const id = projectId(connection, project.id);
    const { path: name, webUrl: url, description, createdDate, updatedDate, forkedFrom } = project;
    return [
      row(repos, { id, name, url, description, forkedFrom, createdDate, updatedDate, deleted: false }),
      row(boards, { id, name, description, url, createdDate }),
      row(boardRepos, { boardId: id, repoId: id }),
      row(cicdScopes, { id, name, description, url, createdDate, updatedDate }),
    ];
  },
});
