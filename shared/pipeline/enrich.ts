import { places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import { ScopeRecord } from '../contract/stored.ts';
import type { WorkItem } from '../contract/work-item.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import type { Invocation } from './collect.ts';
import type { ConvertPorts } from './convert.ts';
import { connectionOwner, isWide, PEOPLE, projectOwner } from './domain-places.ts';
import { enrichDeployments } from './enrich-deployments.ts';
import { enrichIssues } from './enrich-issues.ts';
import { enrichProject, forgetProject } from './enrich-project.ts';
import { noneReconciled, type Reconciled, sumReconciled } from './enrich-rows.ts';
import type { EnrichUnit } from './enrich-unit.ts';
import { rowsOf } from './expand.ts';
import { factOf } from './fact.ts';
import { commit, makeItem } from './ledger.ts';
import { enrichAccounts, enrichPeople, readPeople } from './people.ts';
import { holds, listProjects, namedScope } from './projects.ts';
import { giveBackShared, takeShared } from './shared-lease.ts';

/** What enriching works with; `isDead` is told by a runtime that knows that the process of a run is gone. */
export interface EnrichPorts extends ConvertPorts {
  readonly isDead?: (head: RunHead) => boolean;
}

/** What is enriched: `of` is a scope's key, a connection's owner, or a product's name. */
export type EnrichWork = Extract<WorkItem['work'], { kind: 'enrich' }>;

/**
 * Derives what needs more than one record. A scope's rows are its run's alone; what several runs share has a lease of its own:
 * who finds it held marks it dirty, and the holder does it again.
 */
export async function enrich(ports: EnrichPorts, item: WorkItem, invocation: Invocation): Promise<void> {
  const { work } = item;
  if (work.kind !== 'enrich') return;
  const began = ports.clock.now();
  const all: Reconciled[] = [];
  let isPutBack = false;
  if (work.what === 'scope') all.push(await enrichOne(ports, work, item.run));
  else if (await takeShared(ports, work, { run: item.run, until: invocation.claimUntil }))
    do {
      all.push(await enrichOne(ports, work, item.run));
      isPutBack = ports.clock.now() >= invocation.deadline;
    } while (!(await giveBackShared(ports.table, work, item.run, isPutBack)) && !isPutBack);
  const counts = sumReconciled([noneReconciled, ...all]);
  const back = isPutBack ? [makeItem({ ...item, id: item.id })] : [];
  const outcome = await commit(ports.table, item, {
    done: {
      scope: item.scope,
      stream: item.stream,
      counts: { ...counts, milliseconds: ports.clock.now() - began },
      stages: { enrich: { done: isPutBack ? 0 : 1 } },
    },
    successors: back,
  });
  ports.tell?.(factOf(item, outcome === 'done' ? 'rows enriched' : 'claim lost', { ...work, ...counts }));
}

/** Enriches one scope, connection or product, as often as one likes. */
export async function enrichOne(
  { plugins, table, domain, objects, clock }: Omit<EnrichPorts, 'tell'>,
  { what, of }: Pick<EnrichWork, 'what' | 'of'>,
  run: string,
): Promise<Reconciled> {
  const at = new Date(clock.now()).toISOString();
  const scopes = await allScopes(table);
  const ownerIn = (scope: ScopeRecord, name: string) =>
    isWide(plugins.get(scope.plugin), name) ? connectionOwner(scope) : scope.key;
  const unitOf = (owner: string, its: readonly ScopeRecord[]): EnrichUnit => ({
    ports: { domain, objects },
    target: { owner, run, at },
    ownersOf: (name) => [...new Set(its.map((scope) => ownerIn(scope, name)))],
  });
  if (what === 'project') {
    const project = (await listProjects(table)).find(({ name }) => name === of);
    if (!project) return forgetProject(unitOf(projectOwner(of), []));
    const its = scopes.filter((scope) => holds(project, namedScope(scope)));
    return enrichProject(unitOf(projectOwner(of), its), project);
  }
  const its = scopes.filter((scope) => (what === 'scope' ? scope.key : connectionOwner(scope)) === of);
  const plugin: Plugin | undefined = plugins.get(its[0]?.plugin ?? '');
  const unit = unitOf(of, its);
  // Rows lie where the rows lie that they are derived of: a connection's, or the scope's.
  const isHere = (name: string): boolean => isWide(plugin, name) === (what === 'connection');
  const all: Reconciled[] = [];
  if (isHere('issues')) all.push(await enrichIssues(unit));
  if (isHere('cicd_deployment_commits')) all.push(await enrichDeployments(unit));
  if (what === 'connection') all.push(await enrichAccounts(unit, await readPeople(table)));
  return sumReconciled([noneReconciled, ...all]);
}

/** Brings the rows of users and teams up to date. */
export async function enrichWho({ table, domain, objects, clock }: EnrichPorts, run: string): Promise<Reconciled> {
  const at = new Date(clock.now()).toISOString();
  return enrichPeople({ domain, objects }, { owner: PEOPLE, run, at }, await readPeople(table));
}

async function allScopes(table: EnrichPorts['table']): Promise<readonly ScopeRecord[]> {
  const found: ScopeRecord[] = [];
  for await (const record of rowsOf(table, places.scopes)) found.push(ScopeRecord.parse(record));
  return found;
}
