import * as z from 'zod';
import { cicdPipelineCommits, cicdPipelines, cicdTasks } from '../../domain/cicd.ts';
import { type Row, row } from '../../domain/table.ts';
import { Text } from '../../plugin-sdk/fields.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import type { Child } from '../../plugin-sdk/stream.ts';
import { buildId, jobId } from './ids.ts';
import { BuildsInput } from './inputs.ts';
import { branchBuildResults, buildResults, hasStages } from './lookups.ts';
import { firstRange, ranges } from './ranges.ts';
import { type Job, pathOf } from './scope.ts';
import { isWanted, kindOf, type ScopeConfig } from './scope-config.ts';
import { resultOf } from './status.ts';
import { defineStream } from './stream.ts';

const Action = z.object({
  lastBuiltRevision: z
    .object({ SHA1: Text, branch: z.array(z.object({ name: Text })).nullish() })
    .nullish()
    .catch(undefined),
  remoteUrls: z.array(z.string()).nullish(),
  mercurialRevisionNumber: Text,
  urlName: Text,
  totalCount: z.number().nullish(),
  failCount: z.number().nullish(),
});
const Build = z.object({
  _class: Text,
  number: z.number().int(),
  timestamp: z.number(),
  duration: z.number(),
  building: z.boolean().nullish(),
  result: Text,
  url: Text,
  fullDisplayName: Text,
  actions: z
    .array(Action.nullable())
    .nullish()
    .transform((actions) => (actions ?? []).flatMap((action) => action ?? [])),
});
type Build = z.output<typeof Build>;
type Tool = Build & { readonly fullName: string };

const FIELDS =
  'number,timestamp,duration,estimatedDuration,building,result,fullDisplayName,url,' +
  'actions[lastBuiltRevision[SHA1,branch[name]],remoteUrls,mercurialRevisionNumber,causes[*],urlName,totalCount,failCount],' +
  'changeSet[kind,revisions[revision]]';
const listOf = (fullName: string) => list(`${pathOf(fullName)}/api/json`, { tree: firstRange(`allBuilds[${FIELDS}]`) });
const buildOf = (fullName: string, number: number) => one(`${pathOf(fullName)}/${number}/api/json`, { tree: FIELDS });

/** Only pipelines have stages, and what tells no class may be one; builds with tests say so. */
const childrenOf = (
  fullName: string,
  { _class: kind, number, result, timestamp, actions }: Build,
): readonly Child[] => {
  const tests = actions.find(({ urlName, totalCount }) => urlName === 'testReport' && (totalCount ?? 0) > 0);
  const input = { fullName, number };
  return [
    ...(!kind || kind.endsWith('WorkflowRun') ? [{ stream: 'stages', input: { ...input, result } }] : []),
    ...(tests && result
      ? [{ stream: 'test_reports', input: { ...input, failed: tests.failCount ?? 0, timestamp } }]
      : []),
  ];
};

/** Builds of the job, newest first. Running ones are asked for again. */
export const builds = defineStream({
  name: 'builds',
  incremental: 'newest',
  request: ({ scope }) => (scope.isFolder ? [] : listOf(scope.fullName)),
  list: 'allBuilds',
  raw: Build,
  pagination: ranges<Build>(),
  children: (build, { scope }) => childrenOf(fullNameOf(build, scope), build),
  unfinished: ({ building, number }, { scope }) => building === true && buildOf(scope.fullName, number),
  extract: (build, { scope }): readonly Tool[] => [{ ...build, fullName: fullNameOf(build, scope) }],
  key: ({ fullName, number }) => `${fullName}#${number}`,
  provides: ({ fullName, number, result }) => [buildResults.entry(`${fullName}#${number}`, result ?? '')],
  lookups: [hasStages],
  needs: ({ fullName, number }) => [hasStages.key(`${fullName}#${number}`)],
  convert: (build, { connection, scope, config, find }) =>
    rowsOf(build, { connection, job: scope.fullName, config, staged: find(hasStages, nameOf(build)) }),
});

/** Builds of the jobs in a folder and of the branches of a multibranch job. */
export const branchBuilds = defineStream({
  name: 'branch_builds',
  input: BuildsInput,
  once: { key: ({ fullName, lastBuild }) => `${fullName}#${lastBuild}` },
  request: ({ input }) => listOf(input.fullName),
  list: 'allBuilds',
  raw: Build,
  pagination: ranges<Build>(),
  children: (build, { input }) => childrenOf(input.fullName, build),
  unfinished: ({ building, number }, { input }) => building === true && buildOf(input.fullName, number),
  extract: (build, { input }): readonly Tool[] => [{ ...build, fullName: input.fullName }],
  key: ({ fullName, number }) => `${fullName}#${number}`,
  provides: ({ fullName, number, result }) => [branchBuildResults.entry(`${fullName}#${number}`, result ?? '')],
  lookups: [hasStages],
  needs: ({ fullName, number }) => [hasStages.key(`${fullName}#${number}`)],
  convert: (build, { connection, scope, config, find }) =>
    rowsOf(build, { connection, job: scope.fullName, config, staged: find(hasStages, nameOf(build)) }),
});

/** A recording may list a multibranch job's builds as its own: their display names tell the branch. */
function fullNameOf({ fullDisplayName }: Build, { fullName, isFolder }: Job): string {
  const [shown = ''] = (fullDisplayName ?? '').split(/ #\d+$/);
  const branch = shown.split(' » ').at(-1)?.trim();
  return isFolder && branch ? `${fullName}/${encodeURIComponent(branch)}` : fullName;
}

const nameOf = ({ fullName, number }: Tool): string => `${fullName}#${number}`;

/** A build is a pipeline; when it has no stages, it is its only task, too. */
function rowsOf(
  build: Tool,
  at: { connection: string; job: string; config: ScopeConfig; staged: boolean | undefined },
): readonly Row[] {
  const { connection, job, config } = at;
  if (!isWanted(config, build.fullName)) return [];
  const name = nameOf(build);
  const id = buildId(connection, name);
  // Whole seconds, so that rows are the same as DevLake's; raw keeps the milliseconds.
  const startedAt = Math.floor(build.timestamp / 1000) * 1000;
  const startedDate = new Date(startedAt).toISOString();
  const running = build.building === true;
  const common = {
    result: running ? '' : resultOf(build.result, config.unstableAs),
    status: running ? 'IN_PROGRESS' : 'DONE',
    originalResult: build.result,
    originalStatus: String(running),
    ...kindOf(config, name),
    durationSec: build.duration / 1000,
    createdDate: startedDate,
    startedDate,
    finishedDate: running ? undefined : new Date(startedAt + build.duration).toISOString(),
    cicdScopeId: jobId(connection, job),
  } as const;
  return [
    row(cicdPipelines, { id, name, displayTitle: build.fullDisplayName, url: build.url, isChild: false, ...common }),
    ...(at.staged ? [] : [row(cicdTasks, { id, name: build.fullName, pipelineId: id, ...common })]),
    ...commitsOf(build, id),
  ];
}

/** The commits that were built: a library that was checked out, too, is another one. */
function commitsOf(build: Tool, pipelineId: string): readonly Row[] {
  const found = build.actions.flatMap(({ lastBuiltRevision, mercurialRevisionNumber, remoteUrls }) => {
    const commitSha = lastBuiltRevision?.SHA1 ?? mercurialRevisionNumber;
    const branch = lastBuiltRevision?.branch?.[0]?.name;
    return commitSha ? (remoteUrls ?? ['']).map((repoUrl) => ({ commitSha, branch, repoUrl })) : [];
  });
  const distinct = new Map(found.toReversed().map((commit) => [commit.commitSha, commit]));
  return [...distinct.values()].map((commit) =>
    row(cicdPipelineCommits, {
      pipelineId,
      ...commit,
      displayTitle: nameOf(build),
      // Answers to shorter questions tell no url.
      url: build.url || String(build.number),
    }),
  );
}
