import * as z from 'zod';
import { cicdPipelineCommits, cicdPipelines } from '../../domain/cicd.ts';
import { row } from '../../domain/table.ts';
import { Id, Sha, secondsBetween, Text, Time } from '../../plugin-sdk/fields.ts';
import { list, one } from '../../plugin-sdk/request.ts';
import { repositoryId, runId } from './ids.ts';
import { isRunning, resultOf, statusOf } from './run-status.ts';
import { createdWindow, runWindows } from './run-windows.ts';
import { pathOf } from './scope.ts';
import { defineStream, PER_PAGE } from './stream.ts';

const Run = z.object({
  id: Id,
  name: Text,
  display_title: Text,
  html_url: Text,
  head_branch: Text,
  head_sha: Sha,
  status: Text,
  conclusion: Text,
  created_at: Time,
  updated_at: Time.nullish(),
  run_started_at: Time.nullish(),
});

/** Runs of GitHub Actions. Re-running keeps the run's id. */
export const workflowRuns = defineStream({
  name: 'workflow_runs',
  incremental: 'since',
  request: ({ scope, since, now }) =>
    list(`${pathOf(scope)}/actions/runs`, {
      created: createdWindow(since ?? scope.createdDate ?? undefined, now),
      exclude_pull_requests: true,
      per_page: PER_PAGE,
    }),
  list: 'workflow_runs',
  raw: Run,
  pagination: runWindows,
  children: ({ id }) => [{ stream: 'workflow_jobs', input: { runId: id } }],
  unfinished: ({ id, status }, { scope }) => isRunning(status) && one(`${pathOf(scope)}/actions/runs/${id}`),
  extract: (run) => [run],
  key: ({ id }) => id,
  // GitHub removes runs that are older than its retention; they ran all the same.
  forgets: true,
  updatedAt: ({ updated_at }) => updated_at,
  convert: (run, { connection, scope, config }) => {
    const id = runId(connection, scope.id, run.id);
    const repoId = repositoryId(connection, scope.id);
    const { name, display_title: displayTitle, html_url: url, run_started_at: startedDate } = run;
    const status = statusOf(run.status);
    // While a run goes on, updated_at is merely its last sign of life.
    const finishedDate = status === 'DONE' ? run.updated_at : undefined;
    const names = [name ?? '', run.head_branch ?? ''];
    const production = !config.productionPattern.given || names.some((text) => config.productionPattern.matches(text));
    return [
      row(cicdPipelines, {
        id,
        name,
        displayTitle,
        url,
        result: resultOf(run.conclusion),
        status,
        originalStatus: run.status,
        originalResult: run.conclusion,
        type: config.deploymentPattern.matches(name ?? '') ? 'DEPLOYMENT' : '',
        environment: production ? 'PRODUCTION' : '',
        durationSec: secondsBetween(startedDate, finishedDate),
        createdDate: run.created_at,
        startedDate,
        finishedDate,
        cicdScopeId: repoId,
        isChild: false,
      }),
      row(cicdPipelineCommits, {
        pipelineId: id,
        commitSha: run.head_sha,
        displayTitle,
        url,
        branch: run.head_branch,
        repoId,
        repoUrl: scope.htmlUrl,
      }),
    ];
  },
});
