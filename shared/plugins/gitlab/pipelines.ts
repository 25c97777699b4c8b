import * as z from 'zod';
import { cicdPipelineCommits } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Id, Sha, Text, Time } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { pipelineId, projectId } from './ids.ts';
import { byCreation } from './paging.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Pipeline = z.object({ id: Id, sha: Sha, ref: Text, source: Text, created_at: Time, updated_at: Time.nullish() });
type Pipeline = z.output<typeof Pipeline>;

/** Servers before 17.0 do not filter by the source, so that what belongs into the other list comes here, too. */
const pipelinesOf = (name: string, source: 'parent_pipeline' | undefined) => {
  const isHere = (pipeline: Pipeline) => source === undefined || pipeline.source === source;
  return defineStream({
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
    children: (pipeline) =>
      isHere(pipeline) ? [{ stream: 'pipeline_details', input: { pipelineId: pipeline.id } }] : [],
    extract: (pipeline) => (isHere(pipeline) ? [pipeline] : []),
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
};

/** Pipelines with the commit they ran for; how they went is told by their details. */
export const pipelines = pipelinesOf('pipelines', undefined);
/** Pipelines that others started, which the plain list leaves out. */
export const childPipelines = pipelinesOf('child_pipelines', 'parent_pipeline');
