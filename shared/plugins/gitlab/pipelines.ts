import * as z from 'zod';
import { cicdPipelineCommits } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Id, Sha, Text, Time } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { pipelineId, projectId } from './ids.ts';
import { byCreation } from './paging.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Pipeline = z.object({ id: Id, sha: Sha, ref: Text, created_at: Time, updated_at: Time.nullish() });
type Pipeline = z.output<typeof Pipeline>;

const pipelinesOf = (name: string, source: string | undefined) =>
  defineStream({
    name,
    incremental: 'since',
    request: ({ scope, since }) =>
      list(`${pathOf(scope)}/pipelines`, {
        source,
        order_by: 'id',
        sort: 'asc',
        per_page: PER_PAGE,
        updated_after: since,
      }),
    raw: Pipeline,
    pagination: byCreation<Pipeline>(),
    children: ({ id }) => [{ stream: 'pipeline_details', input: { pipelineId: id } }],
    extract: (pipeline) => [pipeline],
    key: ({ id }) => id,
    updatedAt: ({ updated_at }) => updated_at,
    convert: (pipeline, { connection, scope }) => [
      row(cicdPipelineCommits, {
        pipelineId: pipelineId(connection, pipeline.id),
        commitSha: pipeline.sha,
        branch: pipeline.ref,
        repoId: projectId(connection, scope.id),
        repoUrl: scope.webUrl,
      }),
    ],
  });

/** Pipelines with the commit they ran for; how they went is told by their details. */
export const pipelines = pipelinesOf('pipelines', undefined);
/** Pipelines that others started, which the plain list leaves out. */
export const childPipelines = pipelinesOf('child_pipelines', 'parent_pipeline');
