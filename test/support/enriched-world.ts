import { Project } from '../../shared/contract/project.ts';
import { checkRow } from '../../shared/domain/record.ts';
import { domainPlace } from '../../shared/pipeline/domain-places.ts';
import { enrichOne } from '../../shared/pipeline/enrich.ts';
import { digest } from '../../shared/pipeline/identity.ts';
import { saveProject } from '../../shared/pipeline/projects.ts';
import { smallWorld } from './small-world.ts';

/** Midnight of a day of January 2026. */
export const at = (day: number) => `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;
type Values = Readonly<Record<string, unknown>>;

/** A synced scope `toy:here`, and rows as its converters would have written them. */
export async function worldWith(rows: readonly (readonly [table: string, values: Values])[]) {
  const world = smallWorld({ '/here': { id: 'here', name: 'here' }, '/here/things': [], '/here/notes': [] });
  await world.sync();
  const collect = async (table: string, values: Values, owner = 'toy/toy/here') => {
    const checked = checkRow({ table, values });
    if ('refused' in checked) throw new Error(checked.refused);
    const body = JSON.stringify(checked.values);
    const place = domainPlace(table, owner, checked.key);
    await world.ports.domain.writeMany([{ ...place, body, hash: digest(body), order: '1', raw: 'raw', run: 'r' }]);
  };
  for (const [table, values] of rows) await collect(table, values);
  const once = (what: 'scope' | 'connection' | 'project', of: string) => enrichOne(world.ports, { what, of }, 'run');
  return { ...world, collect, once };
}

/** A commit's hash that a person can tell apart. */
export const sha = (name: string) => name.repeat(40).slice(0, 40);
const deployment = (id: string, commitSha: string, day: number) =>
  [
    'cicd_pipelines',
    {
      id,
      type: 'DEPLOYMENT',
      result: 'SUCCESS',
      environment: 'PRODUCTION',
      cicdScopeId: 'ci',
      durationSec: 60,
      finishedDate: at(day),
      commitSha,
    },
  ] as const;
const built = (id: string, commitSha: string, day: number) => {
  const [table, { commitSha: _, ...values }] = deployment(id, commitSha, day);
  const commit = { pipelineId: id, commitSha, repoUrl: 'https://git.example/a', repoId: 'repo' };
  return [
    [table, values],
    ['cicd_pipeline_commits', commit],
  ] as const;
};

/** Two deployments, a pull request between them, an incident after the second one. */
export const delivery = [
  ['repos', { id: 'repo' }],
  ['boards', { id: 'board' }],
  ['cicd_scopes', { id: 'ci' }],
  ...built('p1', sha('a'), 1),
  ...built('p2', sha('c'), 5),
  [
    'pull_requests',
    { id: 'pr', baseRepoId: 'repo', title: 'APP-1', createdDate: at(2), mergedDate: at(3), mergeCommitSha: sha('b') },
  ],
  ['pull_request_commits', { pullRequestId: 'pr', commitSha: sha('x'), commitAuthoredDate: at(1) }],
  [
    'issues',
    { id: 'i1', issueKey: 'APP-1', type: 'INCIDENT', status: 'DONE', originalStatus: 'closed', createdDate: at(6) },
  ],
  ['board_issues', { boardId: 'board', issueId: 'i1' }],
  [
    'issue_changelogs',
    {
      id: 'c1',
      issueId: 'i1',
      fieldName: 'status',
      originalFromValue: 'open',
      originalToValue: 'closed',
      createdDate: at(7),
    },
  ],
] as const;
/** b follows a, and c follows b. Commits are the connection's. */
export const graph = [
  ['commit_parents', { commitSha: sha('b'), parentCommitSha: sha('a') }],
  ['commit_parents', { commitSha: sha('c'), parentCommitSha: sha('b') }],
] as const;

/** The world of a delivery, as the product P. */
export async function deliveredWorld() {
  const world = await worldWith(delivery);
  for (const [table, values] of graph) await world.collect(table, values, 'toy/toy');
  await saveProject(world.ports.table, Project.parse({ name: 'P', scopes: ['toy:here'] }));
  return world;
}
