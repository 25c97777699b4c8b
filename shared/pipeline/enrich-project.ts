import type { Project } from '../contract/project.ts';
import { cicdScopes } from '../domain/cicd.ts';
import { repos } from '../domain/code.ts';
import { projectMapping, projects } from '../domain/crossdomain.ts';
import { type Row, row } from '../domain/table.ts';
import { boards } from '../domain/ticket.ts';
import { deliverySteps } from './enrich-deliveries.ts';
import { linkSteps } from './enrich-links.ts';
import { reconcile, rowsIn } from './enrich-rows.ts';
import { type EnrichUnit, type Mapped, type Step, whole } from './enrich-unit.ts';

const DERIVED = [
  'projects',
  'project_mapping',
  'commits_diffs',
  'project_pr_metrics',
  'project_incident_deployment_relationships',
  'incidents',
  'pull_request_issues',
  'issue_commits',
];

/** Everything that is derived for a product: what belongs to it, the cycle of its pull requests, its incidents, its links. */
export async function projectSteps(unit: EnrichUnit, project: Project): Promise<readonly Step[]> {
  const { ports, ownersOf, target } = unit;
  const mapped: Mapped = { repos: new Set(), boards: new Set(), cicdScopes: new Set() };
  for await (const { values } of rowsIn(ports, repos, ownersOf('repos'))) mapped.repos.add(values.id);
  for await (const { values } of rowsIn(ports, boards, ownersOf('boards'))) mapped.boards.add(values.id);
  for await (const { values } of rowsIn(ports, cicdScopes, ownersOf('cicd_scopes'))) mapped.cicdScopes.add(values.id);
  const { name: projectName, description } = project;
  const rows: Row[] = [
    row(projects, { name: projectName, description }),
    ...[...mapped.repos].map((rowId) => row(projectMapping, { projectName, table: 'repos', rowId })),
    ...[...mapped.boards].map((rowId) => row(projectMapping, { projectName, table: 'boards', rowId })),
    ...[...mapped.cicdScopes].map((rowId) => row(projectMapping, { projectName, table: 'cicd_scopes', rowId })),
  ];
  return [
    whole('mapping', () => reconcile(ports, target, ['projects', 'project_mapping'], rows)),
    ...deliverySteps(unit, project, mapped),
    ...linkSteps(unit, project.linkPattern, mapped),
  ];
}

/** Removes what was derived for a product that is no more. */
export const forgetSteps = ({ ports, target }: EnrichUnit): readonly Step[] => [
  whole('forget', () => reconcile(ports, target, DERIVED, [])),
];
