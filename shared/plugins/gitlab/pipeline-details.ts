import * as z from 'zod';
import { cicdPipelines } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Id, Text, Time } from '../../plugin-sdk/fields.ts';
import { one } from '../../plugin-sdk/request.ts';
import { Seconds } from './fields.ts';
import { pipelineId, projectId } from './ids.ts';
import { PipelineInput } from './inputs.ts';
import { type Project, pathOf } from './scope.ts';
import { isUnfinished, resultOf, statusOf } from './status.ts';
import { defineStream } from './stream.ts';

const requestOf = (scope: Project, id: string) => one(`${pathOf(scope)}/pipelines/${encodeURIComponent(id)}`);

/** When a pipeline began and ended, and how. */
export const pipelineDetails = defineStream({
  name: 'pipeline_details',
  input: PipelineInput,
  request: ({ scope, input }) => requestOf(scope, input.pipelineId),
  raw: z.object({
    id: Id,
    name: Text,
    ref: Text,
    status: Text,
    source: Text,
    web_url: Text,
    created_at: Time,
    updated_at: Time.nullish(),
    started_at: Time.nullish(),
    finished_at: Time.nullish(),
    duration: Seconds,
    queued_duration: Seconds,
  }),
  unfinished: ({ id, status }, { scope }) => isUnfinished(status) && requestOf(scope, id),
  extract: (pipeline) => [pipeline],
  key: ({ id }) => id,
  updatedAt: ({ updated_at }) => updated_at,
  convert: (pipeline, { connection, scope, config }) => {
    const ref = pipeline.ref ?? '';
    return [
      row(cicdPipelines, {
        id: pipelineId(connection, pipeline.id),
        name: pipeline.name || ref,
        url: pipeline.web_url,
        result: resultOf(pipeline.status),
        status: statusOf(pipeline.status),
        originalStatus: pipeline.status,
        type: config.deploymentPattern.matches(ref) ? 'DEPLOYMENT' : '',
        environment: config.productionPattern.matches(ref) ? 'PRODUCTION' : '',
        durationSec: pipeline.duration,
        queuedDurationSec: pipeline.queued_duration,
        createdDate: pipeline.created_at,
        startedDate: pipeline.started_at,
        finishedDate: pipeline.finished_at,
        cicdScopeId: projectId(connection, scope.id),
        isChild: pipeline.source === 'parent_pipeline',
      }),
    ];
  },
});
