import * as z from 'zod';
import { InvalidInputError } from '../../errors.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import type { ScopeSpec } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';

const FULL_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const FullName = z.string().regex(FULL_NAME, 'a repository is written owner/name');

const Described = z.object({
  id: Id,
  name: z.string().optional(),
  fullName: FullName,
  htmlUrl: z.string().optional(),
  description: Text,
  ownerId: Id.nullish(),
  language: Text,
  createdDate: Time.nullish(),
  updatedDate: Time.nullish(),
  defaultBranch: Text,
  cloneUrl: Text,
  parentUrl: Text,
});

const Answered = z
  .object({
    id: Id,
    name: z.string(),
    full_name: FullName,
    html_url: z.string(),
    description: Text,
    owner: z.object({ id: Id }).nullish(),
    language: Text,
    created_at: Time.nullish(),
    updated_at: Time.nullish(),
    default_branch: Text,
    clone_url: Text,
    parent: z.object({ html_url: Text }).nullish(),
  })
  .transform(({ full_name, html_url, owner, parent, ...answer }) => ({
    id: answer.id,
    name: answer.name,
    fullName: full_name,
    htmlUrl: html_url,
    description: answer.description,
    ownerId: owner?.id,
    language: answer.language,
    createdDate: answer.created_at,
    updatedDate: answer.updated_at,
    defaultBranch: answer.default_branch,
    cloneUrl: answer.clone_url,
    parentUrl: parent?.html_url,
  }));

/** A repository: as it is kept with the scope, or as `GET /repos/{owner}/{repo}` answers. */
export const Repository = z.union([Answered, Described]).transform((repository) => ({
  ...repository,
  name: repository.name ?? repository.fullName.slice(repository.fullName.indexOf('/') + 1),
  htmlUrl: repository.htmlUrl ?? `https://github.com/${repository.fullName}`,
}));
export type Repository = z.output<typeof Repository>;

/** The path of a repository in the API; the name needs no escapes. */
export const pathOf = (scope: Repository): string => `/repos/${scope.fullName}`;

/** How a repository is named (`owner/name`), found and described. */
export const scope: ScopeSpec = {
  resolve: (name) => {
    if (!FULL_NAME.test(name))
      throw new InvalidInputError(`"${name}" is no GitHub repository; write owner/name, such as octocat/hello-world`);
    return one(`/repos/${name}`);
  },
  read: (json) => {
    const read = Repository.safeParse(json);
    if (!read.success) throw new InvalidInputError('this describes no GitHub repository: id or full name is missing');
    return { id: read.data.id, name: read.data.fullName, data: read.data };
  },
  stream: 'repository',
};
