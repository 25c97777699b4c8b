import * as z from 'zod';
import { cicdTasks } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { linkHeader } from '../../plugin-sdk/pagination.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import { Seconds } from './fields.ts';
import { jobId, pipelineId, projectId } from './ids.ts';
import { type Project, pathOf } from './scope.ts';
import { isUnfinished, resultOf, statusOf } from './status.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Job = z.object({
  id: Id,
  name: Text,
  status: Text,
  pipeline: z.object({ id: Id }).nullish(),
  duration: Seconds,
  queued_duration: Seconds,
  created_at: Time,
  started_at: Time.nullish(),
  finished_at: Time.nullish(),
});

/** All jobs of a pipeline cost one request, however many of them are running. */
const againOf = (scope: Project, { id, pipeline }: z.output<typeof Job>) =>
  pipeline
    ? list(`${pathOf(scope)}/pipelines/${encodeURIComponent(pipeline.id)}/jobs`, {
        include_retried: true,
        per_page: PER_PAGE,
      })
    : one(`${pathOf(scope)}/jobs/${encodeURIComponent(id)}`);

/** Jobs, retried ones too, which have numbers of their own. Newest first by number, so that no deep offset is needed. */
export const jobs = defineStream({
  name: 'jobs',
  incremental: 'newest',
  request: ({ scope }) =>
    list(`${pathOf(scope)}/jobs`, { pagination: 'keyset', order_by: 'id', sort: 'desc', per_page: PER_PAGE }),
  raw: Job,
  pagination: linkHeader({ stopBefore: (job: z.output<typeof Job>) => job.created_at }),
  unfinished: (job, { scope }) => isUnfinished(job.status) && againOf(scope, job),
  extract: (job) => [job],
  key: ({ id }) => id,
  updatedAt: ({ finished_at, started_at }) => finished_at ?? started_at,
  convert: (job, { connection, scope, config }) => {
    const name = job.name ?? '';
    const { productionPattern, deploymentPattern } = config;
    return [
      row(cicdTasks, {
        id: jobId(connection, job.id),
        name,
        pipelineId: job.pipeline ? pipelineId(connection, job.pipeline.id) : undefined,
        result: resultOf(job.status),
        status: statusOf(job.status),
        originalStatus: job.status,
        type: deploymentPattern.matches(name) ? 'DEPLOYMENT' : '',
        environment: !productionPattern.given || productionPattern.matches(name) ? 'PRODUCTION' : '',
        // A job that did not run took no time.
        durationSec: job.duration ?? 0,
        queuedDurationSec: job.queued_duration ?? 0,
        createdDate: job.created_at,
        startedDate: job.started_at,
        finishedDate: job.finished_at,
        cicdScopeId: projectId(connection, scope.id),
      }),
    ];
  },
});
