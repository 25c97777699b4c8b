import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { convert } from './convert.ts';

const path = createRequire(import.meta.url).resolve('@octokit/webhooks-examples/api.github.com/index.json');
const Webhooks = z.array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }));
const webhooks = Webhooks.parse(JSON.parse(readFileSync(path, 'utf8')));

type Fields = Readonly<Record<string, unknown>>;

/** Payloads of GitHub's own deliveries, which hold the same objects as its lists. */
const payloads = (event: string): readonly Fields[] =>
  webhooks.filter(({ name }) => name === event).flatMap(({ examples }) => examples);

/** Some examples were cut short by hand; an issue without a state was never sent. */
const isWhole = (key: string, object: unknown): boolean =>
  key !== 'issue' || z.object({ state: z.string() }).safeParse(object).success;

const child = { id: '200', number: 2, runId: '500', deploymentId: '700' };

describe('objects that GitHub itself published', () => {
  it.each([
    ['issues', 'issue', 'issues', 'issues'],
    ['pull_request', 'pull_request', 'pull_requests', 'pull_requests'],
    ['pull_request', 'pull_request', 'pull_request_details', undefined],
    ['pull_request_review', 'review', 'pull_request_reviews', 'pull_request_comments'],
    ['milestone', 'milestone', 'milestones', 'sprints'],
    ['release', 'release', 'releases', 'cicd_releases'],
    ['workflow_run', 'workflow_run', 'workflow_runs', 'cicd_pipelines'],
    ['workflow_job', 'workflow_job', 'workflow_jobs', 'cicd_tasks'],
    ['deployment', 'deployment', 'deployments', 'cicd_deployments'],
    ['deployment_status', 'deployment_status', 'deployment_statuses', undefined],
    ['repository', 'repository', 'repository', 'repos'],
  ])('of %s are read', async (event, key, stream, table) => {
    const objects = payloads(event)
      .map((payload) => payload[key])
      .filter((object) => object !== undefined && isWhole(key, object));

    const { of, reasons } = await convert(objects.map((object) => [stream, object, child] as const));

    expect(objects.length).toBeGreaterThan(0);
    expect(reasons).toEqual([]);
    if (table !== undefined) expect(of(table).length).toBeGreaterThan(0);
  });

  it.each([
    ['issue_comment', 'issue_comments'],
    ['pull_request_review_comment', 'pull_request_review_comments'],
  ])('of %s are read once their parents are', async (event, stream) => {
    const given = payloads(event).flatMap((payload) => {
      const { issue, pull_request: pull, comment } = payload;
      const parent = issue ? [['issues', issue] as const] : [['pull_requests', pull] as const];
      return [...parent, [stream, comment] as const];
    });

    const { reasons } = await convert(given);

    expect(given.length).toBeGreaterThan(0);
    expect(reasons).toEqual([]);
  });
});
