import * as z from 'zod';
import { InvalidInputError } from '../../errors.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import type { ScopeSpec } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';

const Answered = z
  .object({
    id: Id,
    path_with_namespace: z.string(),
    web_url: Text,
    description: Text,
    default_branch: Text,
    created_at: Time.nullish(),
    last_activity_at: Time.nullish(),
    forked_from_project: z.object({ web_url: Text }).nullish(),
  })
  .transform((answer) => ({
    id: answer.id,
    path: answer.path_with_namespace,
    webUrl: answer.web_url ?? undefined,
    description: answer.description,
    defaultBranch: answer.default_branch,
    createdDate: answer.created_at,
    updatedDate: answer.last_activity_at,
    forkedFrom: answer.forked_from_project?.web_url,
  }));

const Described = z
  .object({
    id: Id,
    path: z.string().optional(),
    pathWithNamespace: z.string().optional(),
    webUrl: z.string().optional(),
    description: Text,
    defaultBranch: Text,
    createdDate: Time.nullish(),
    updatedDate: Time.nullish(),
    forkedFrom: Text,
    forkedFromProjectWebUrl: Text,
  })
  .transform(({ pathWithNamespace, forkedFromProjectWebUrl, ...described }) => ({
    ...described,
    path: described.path ?? pathWithNamespace ?? described.id,
    forkedFrom: described.forkedFrom ?? forkedFromProjectWebUrl,
  }));

/** A project: as it is kept with the scope, or as `GET /projects/:id` answers. */
export const Project = z.union([Answered, Described]);
export type Project = z.output<typeof Project>;

/** The path of a project in the API: its id stays when it is moved. */
export const pathOf = (scope: Project): string => `/projects/${encodeURIComponent(scope.id)}`;

/** How a project is named (`group/subgroup/project`, or its number), found and described. */
export const scope: ScopeSpec = {
  resolve: (name) => {
    if (!/^(?:\d+|[^/\s?#%]+(?:\/[^/\s?#%]+)+)$/.test(name))
      throw new InvalidInputError(`"${name}" is no GitLab project; write group/project, such as gitlab-org/gitlab`);
    return one(`/projects/${encodeURIComponent(name)}`);
  },
  read: (json) => {
    const read = Project.safeParse(json);
    if (!read.success) throw new InvalidInputError('this describes no GitLab project: its id or path is missing');
    return { id: read.data.id, name: read.data.path, data: read.data };
  },
  stream: 'project',
};
