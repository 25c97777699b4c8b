import * as z from 'zod';
import { cicdTasks } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Id, Text } from '../../plugin-sdk/fields.ts';
import { one } from '../../plugin-sdk/request.ts';
import { buildId, jobId, stageId } from './ids.ts';
import { StagesInput } from './inputs.ts';
import { branchBuildResults, buildResults, hasStages } from './lookups.ts';
import { pathOf } from './scope.ts';
import { isWanted, kindOf } from './scope-config.ts';
import { resultOf, stageStatusOf } from './status.ts';
import { defineStream } from './stream.ts';

/** Stages of a pipeline's build. */
export const stages = defineStream({
  name: 'stages',
  input: StagesInput,
  // The list of builds names all of them whenever there is a new one.
  once: { key: ({ fullName, number, result }) => `${fullName}#${number}:${result ?? ''}` },
  request: ({ input }) => one(`${pathOf(input.fullName)}/${input.number}/wfapi/describe`),
  list: 'stages',
  raw: z.object({
    id: Id,
    name: Text,
    status: Text,
    startTimeMillis: z.number(),
    durationMillis: z.number(),
  }),
  extract: (stage, { input }) => [{ ...stage, fullName: input.fullName, build: `${input.fullName}#${input.number}` }],
  key: ({ build, id }) => `${build}:${id}`,
  provides: ({ build }) => [hasStages.entry(build, true)],
  lookups: [buildResults, branchBuildResults],
  needs: ({ build }) => [buildResults.key(build), branchBuildResults.key(build)],
  convert: (stage, { connection, scope, config, find }) => {
    const { build, name } = stage;
    const buildResult = find(buildResults, build) ?? find(branchBuildResults, build);
    if (buildResult === undefined || !isWanted(config, stage.fullName)) return [];
    const startedDate = new Date(stage.startTimeMillis).toISOString();
    const status = stageStatusOf(stage.status);
    return [
      row(cicdTasks, {
        id: stageId(connection, `${build}:${stage.id}`),
        name,
        pipelineId: buildId(connection, build),
        result: resultOf(stage.status, config.unstableAs),
        status,
        originalResult: buildResult,
        originalStatus: stage.status,
        ...kindOf(config, name ?? ''),
        durationSec: stage.durationMillis / 1000,
        createdDate: startedDate,
        startedDate,
        finishedDate:
          status === 'IN_PROGRESS' ? undefined : new Date(stage.startTimeMillis + stage.durationMillis).toISOString(),
        cicdScopeId: jobId(connection, scope.fullName),
      }),
    ];
  },
});
