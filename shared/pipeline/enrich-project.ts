import type { Project } from '../contract/project.ts';
import { cicdScopes } from '../domain/cicd.ts';
import { repos } from '../domain/code.ts';
import { projectMapping, projects } from '../domain/crossdomain.ts';
import { type Row, row } from '../domain/table.ts';
import { boards } from '../domain/ticket.ts';
import { enrichDeliveries } from './enrich-deliveries.ts';
import { enrichLinks } from './enrich-links.ts';
import { type Reconciled, reconcile, rowsIn, sumReconciled } from './enrich-rows.ts';
import type { EnrichUnit, Mapped } from './enrich-unit.ts';

const DERIVED = [
  'projects',
  'project_mapping',
  'commits_diffs',
  'project_pr_metrics',
  'project_incident_deployment_relationships',
  'pull_request_issues',
  'issue_commits',
];

/** Everything that is derived for a product: what belongs to it, the cycle of its pull requests, its incidents, its links. */
export async function enrichProject(unit: EnrichUnit, project: Project): Promise<Reconciled> {
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
  return sumReconciled([
    await reconcile(ports, target, ['projects', 'project_mapping'], rows),
    await enrichDeliveries(unit, projectName, mapped),
    await enrichLinks(unit, project.linkPattern, mapped),
  ]);
}

/** Removes what was derived for a product that is no more. */
export const forgetProject = ({ ports, target }: EnrichUnit): Promise<Reconciled> =>
  reconcile(ports, target, DERIVED, []);
