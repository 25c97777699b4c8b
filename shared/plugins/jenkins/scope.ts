import * as z from 'zod';
import { InvalidInputError } from '../../errors.ts';
import { Text } from '../../plugin-sdk/fields.ts';
import type { ScopeSpec } from '../../plugin-sdk/plugin.ts';
import { one, type RequestSpec } from '../../plugin-sdk/request.ts';

const Child = z.object({
  fullName: z.string().min(1),
  url: Text,
  color: Text,
  lastBuild: z.object({ number: z.number().int() }).nullish(),
  /** A folder's jobs; their presence makes it a folder. */
  jobs: z.array(z.unknown()).nullish(),
});

/** A job, a folder or a multibranch job: as `…/api/json` answers, or as it is kept with the scope. */
export const Job = Child.extend({
  description: Text,
  jobs: z.array(Child).nullish(),
  isFolder: z.boolean().optional(),
  class: Text,
}).transform(({ isFolder, class: kind, ...job }) => ({
  ...job,
  isFolder: isFolder ?? (Boolean(job.jobs) || /multibranch|folder/i.test(kind ?? '')),
}));
export type Job = z.output<typeof Job>;

const FIELDS = 'fullName,url,color,description,lastBuild[number]';
const TREE = `${FIELDS},jobs[${FIELDS},jobs[name]]`;

/** `A/B` → `/job/A/job/B`; the `%2F` of a branch's name is encoded once more. */
export const pathOf = (fullName: string): string =>
  fullName
    .split('/')
    .map((part) => `/job/${encodeURIComponent(part)}`)
    .join('');

/** The question for a job and what is in it. */
export const jobRequest = (fullName: string): RequestSpec => one(`${pathOf(fullName)}/api/json`, { tree: TREE });

/** How a job is named (`folder/job`), found and described. */
export const scope: ScopeSpec = {
  resolve: (name) => {
    if (!/^[^/\s][^/]*(?:\/[^/]+)*$/.test(name))
      throw new InvalidInputError(`"${name}" is no Jenkins job; write its full name, such as folder/app`);
    return jobRequest(name);
  },
  read: (json) => {
    const read = Job.safeParse(json);
    if (!read.success) throw new InvalidInputError('this describes no Jenkins job: its fullName is missing');
    const { fullName, url, description, isFolder } = read.data;
    return { id: fullName, name: fullName, data: { fullName, url, description, isFolder } };
  },
  stream: 'job',
};
