import * as z from 'zod';
import { Id, Time } from '../../plugin-sdk/fields.ts';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';
import { list } from '../../plugin-sdk/request.ts';
import { deploymentStates } from './lookups.ts';
import { isRunning, statusOf } from './run-status.ts';
import { pathOf, type Repository } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Status = z.object({ state: z.string(), created_at: Time, updated_at: Time.nullish() });
type Status = z.output<typeof Status>;
interface Input {
  readonly deploymentId: string;
}

const requestOf = (scope: Repository, { deploymentId }: Input) =>
  list(`${pathOf(scope)}/deployments/${deploymentId}/statuses`, { per_page: PER_PAGE });

/** Newest first, whatever order they came in. */
const sorted = (statuses: readonly Status[]): readonly Status[] =>
  statuses.toSorted((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));

/** How a deployment went. The newest hundred statuses tell it. */
export const deploymentStatuses = defineStream({
  name: 'deployment_statuses',
  input: recordedInput({ deploymentId: ['GithubId', 'Id'] }, z.object({ deploymentId: Id })),
  request: ({ scope, input }) => requestOf(scope, input),
  whole: true,
  raw: z.union([z.array(Status), Status.transform((status) => [status])]),
  unfinished: (statuses, { scope, input }) => isRunning(stateOf(statuses)) && requestOf(scope, input),
  extract: (statuses, { input }) => [
    { deploymentId: input.deploymentId, state: stateOf(statuses), finishedAt: finishOf(statuses) },
  ],
  key: ({ deploymentId }) => deploymentId,
  updatedAt: ({ finishedAt }) => finishedAt,
  provides: ({ deploymentId, state, finishedAt }) => [
    deploymentStates.entry(deploymentId, { state, ...(finishedAt !== undefined && { finishedAt }) }),
  ],
  // The record is written by `deployments`, which looks this up.
  convert: () => [],
});

const stateOf = (statuses: readonly Status[]): string => sorted(statuses)[0]?.state ?? 'pending';

/** The time of the final status. `inactive` only says that a later deployment took its place. */
function finishOf(statuses: readonly Status[]): string | undefined {
  const finals = sorted(statuses).filter(({ state }) => statusOf(state) === 'DONE');
  return (finals.find(({ state }) => state !== 'inactive') ?? finals[0])?.created_at;
}
