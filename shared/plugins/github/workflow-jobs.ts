import * as z from 'zod';
import { cicdTasks } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Id, secondsBetween, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';
import { list } from '../../plugin-sdk/request.ts';
import { jobId, repositoryId, runId } from './ids.ts';
import { resultOf, statusOf } from './run-status.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Step = z.object({
  name: Text,
  number: z.number().int().nullish(),
  status: Text,
  conclusion: Text,
  started_at: Text,
  completed_at: Text,
});

/** Jobs of a workflow run's latest attempt; their steps are kept in the tool record. */
export const workflowJobs = defineStream({
  name: 'workflow_jobs',
  input: recordedInput({ runId: ['Id', 'GithubId'] }, z.object({ runId: Id })),
  request: ({ scope, input }) =>
    list(`${pathOf(scope)}/actions/runs/${input.runId}/jobs`, { filter: 'latest', per_page: PER_PAGE }),
  list: 'jobs',
  raw: z.object({
    id: Id,
    run_id: Id.optional(),
    name: Text,
    status: Text,
    conclusion: Text,
    created_at: Time.nullish(),
    started_at: Time.nullish(),
    completed_at: Time.nullish(),
    steps: z.array(Step).nullish(),
  }),
  pagination: linkHeader(),
  extract: (job, page) => [{ ...job, run_id: job.run_id ?? page.input.runId }],
  key: ({ id }) => id,
  // They are removed with their runs.
  forgets: true,
  updatedAt: ({ completed_at, started_at }) => completed_at ?? started_at,
  convert: (job, { connection, scope, config }) => {
    const { name, started_at: startedDate, completed_at: finishedDate } = job;
    const { productionPattern, deploymentPattern } = config;
    const production = !productionPattern.given || productionPattern.matches(name ?? '');
    return [
      row(cicdTasks, {
        id: jobId(connection, job.run_id, job.id),
        name,
        pipelineId: runId(connection, scope.id, job.run_id),
        result: resultOf(job.conclusion),
        status: statusOf(job.status),
        originalStatus: job.status?.toUpperCase(),
        originalResult: job.conclusion?.toUpperCase(),
        type: deploymentPattern.matches(name ?? '') ? 'DEPLOYMENT' : '',
        environment: production ? 'PRODUCTION' : '',
        durationSec: secondsBetween(startedDate, finishedDate),
        // Older answers tell no creation.
        createdDate: job.created_at ?? startedDate,
        startedDate,
        finishedDate,
        cicdScopeId: repositoryId(connection, scope.id),
      }),
    ];
  },
});
