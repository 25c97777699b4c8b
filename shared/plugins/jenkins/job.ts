import { cicdScopes } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import type { Child } from '../../plugin-sdk/stream.ts';
import { jobId } from './ids.ts';
import { JobInput } from './inputs.ts';
import { Job, jobRequest } from './scope.ts';
import { isWanted } from './scope-config.ts';
import { defineStream } from './stream.ts';

/** What is in a folder: its folders, and the builds of its jobs, asked for again when there is a new one. */
const childrenOf = ({ jobs }: Job): readonly Child[] =>
  (jobs ?? []).flatMap(({ fullName, color, lastBuild, jobs: inside }): Child[] => {
    if (inside) return [{ stream: 'branches', input: { fullName } }];
    if (color === 'notbuilt' || !lastBuild) return [];
    return [{ stream: 'branch_builds', input: { fullName, lastBuild: lastBuild.number } }];
  });

const rowOf = ({ fullName: name, description, url }: Job, connection: string) =>
  row(cicdScopes, { id: jobId(connection, name), name, description, url });

/** The job itself; when it is a folder or a multibranch job, what is in it. */
export const job = defineStream({
  name: 'job',
  request: ({ scope }) => jobRequest(scope.fullName),
  raw: Job,
  children: childrenOf,
  extract: (found) => [found],
  key: ({ fullName }) => fullName,
  convert: (found, { connection }) => [rowOf(found, connection)],
});

/** Folders and multibranch jobs below the scope. */
export const branches = defineStream({
  name: 'branches',
  input: JobInput,
  request: ({ input }) => jobRequest(input.fullName),
  raw: Job,
  children: childrenOf,
  extract: (found) => [found],
  key: ({ fullName }) => fullName,
  convert: (found, { connection, config }) => (isWanted(config, found.fullName) ? [rowOf(found, connection)] : []),
});
