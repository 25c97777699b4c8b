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
import { forgetSteps, projectSteps } from './enrich-project.ts';
import { noneReconciled, type Reconciled, sumReconciled } from './enrich-rows.ts';
import { type EnrichUnit, type Step, whole } from './enrich-unit.ts';
import { rowsOf } from './expand.ts';
import { factOf } from './fact.ts';
import { commit, makeItem } from './ledger.ts';
import { enrichAccounts, enrichPeople, readPeople } from './people.ts';
import { holds, listProjects, namedScope } from './projects.ts';
import { giveBackShared, takeShared } from './shared-lease.ts';

/** What enriching works with; `isDead` is told by a runtime that knows that the process of a run is gone. */
export interface EnrichPorts extends ConvertPorts {
  readonly isDead?: (head: RunHead) => boolean;
  readonly limits?: EnrichLimits;
}

/** What is enriched: `of` is a scope's key, a connection's owner, or a product's name. */
export type EnrichWork = Extract<WorkItem['work'], { kind: 'enrich' }>;

/** How much is held at one time, and which share of a call's time may be over when another part is begun. */
export interface EnrichLimits {
  readonly rows: number;
  readonly share: number;
}

/** A part that is begun by the middle of a call has as long again to be ended. */
const LIMITS: EnrichLimits = { rows: 100_000, share: 0.5 };

/**
 * Derives what needs more than one record. A scope's rows are its run's alone; what several runs share has a lease of its own:
 * who finds it held marks it dirty, and the holder does it again. What is too much for one call is put back, and says where it
 * goes on; a mark that was made meanwhile stays in the lease until all is done from the beginning.
 */
export async function enrich(ports: EnrichPorts, item: WorkItem, invocation: Invocation): Promise<void> {
  const { work } = item;
  if (work.kind !== 'enrich') return;
  const limits = ports.limits ?? LIMITS;
  const began = ports.clock.now();
  const until = began + (invocation.deadline - began) * limits.share;
  const isOver = (): boolean => ports.clock.now() >= until;
  const isShared = work.what !== 'scope';
  const all: Reconciled[] = [];
  const claimed = { run: item.run, until: invocation.claimUntil, isResumed: work.part !== undefined };
  let [{ part }, isPutBack, isDone]: [Pick<EnrichWork, 'part'>, boolean, boolean] = [work, false, false];
  if (isShared && !(await takeShared(ports, work, claimed))) isDone = true;
  while (!isDone && !isPutBack) {
    const went = await enrichPart(ports, work, item.run, { part, isOver, rows: limits.rows });
    all.push(went.reconciled);
    part = went.part;
    const isLate = part !== undefined || isOver();
    const isClean = !isShared || (await giveBackShared(ports.table, work, item.run, isLate));
    isDone = part === undefined && isClean;
    isPutBack = !isDone && isLate;
  }
  const counts = sumReconciled([noneReconciled, ...all]);
  const rest = { kind: work.kind, what: work.what, of: work.of, ...(part && { part }) };
  const outcome = await commit(ports.table, item, {
    done: {
      scope: item.scope,
      stream: item.stream,
      counts: { ...counts, milliseconds: ports.clock.now() - began },
      stages: { enrich: { done: isPutBack ? 0 : 1 } },
    },
    successors: isPutBack ? [makeItem({ ...item, work: rest, notBefore: 0 })] : [],
  });
  ports.tell?.(factOf(item, outcome === 'done' ? 'rows enriched' : 'claim lost', { ...rest, ...counts }));
}

/** Enriches one scope, connection or product, as often as one likes. */
export const enrichOne = async (
  ports: Omit<EnrichPorts, 'tell'>,
  work: Pick<EnrichWork, 'what' | 'of'>,
  run: string,
): Promise<Reconciled> => {
  const limits = { part: undefined, isOver: () => false, rows: ports.limits?.rows ?? LIMITS.rows };
  return (await enrichPart(ports, work, run, limits)).reconciled;
};

interface Stretch {
  /** Where to begin; undefined: at the beginning. */
  readonly part: EnrichWork['part'] | undefined;
  readonly isOver: () => boolean;
  readonly rows: number;
}

/** Enriches from a part on until the time is over; at least that part. Answers where it goes on. */
async function enrichPart(
  ports: Omit<EnrichPorts, 'tell'>,
  { what, of }: Pick<EnrichWork, 'what' | 'of'>,
  run: string,
  { part, isOver, rows: most }: Stretch,
): Promise<{ readonly reconciled: Reconciled; readonly part: EnrichWork['part'] }> {
  const steps = await stepsOf(ports, { what, of }, run);
  // A step that is no more belongs to older code: it is all done again.
  const first = Math.max(
    0,
    steps.findIndex(({ name }) => name === part?.step),
  );
  const all: Reconciled[] = [];
  for (const [index, step] of steps.entries()) {
    if (index < first) continue;
    if (index > first && isOver()) return { reconciled: sumReconciled(all), part: { step: step.name, from: 0 } };
    const from = step.name === part?.step ? part.from : 0;
    const { reconciled, next } = await step.work({ from, most, isOver });
    all.push(reconciled);
    if (next !== undefined) return { reconciled: sumReconciled(all), part: { step: step.name, from: next } };
  }
  return { reconciled: sumReconciled([noneReconciled, ...all]), part: undefined };
}

async function stepsOf(
  { plugins, table, domain, objects, clock }: Omit<EnrichPorts, 'tell'>,
  { what, of }: Pick<EnrichWork, 'what' | 'of'>,
  run: string,
): Promise<readonly Step[]> {
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
    if (!project) return forgetSteps(unitOf(projectOwner(of), []));
    const its = scopes.filter((scope) => holds(project, namedScope(scope)));
    return projectSteps(unitOf(projectOwner(of), its), project);
  }
  const its = scopes.filter((scope) => (what === 'scope' ? scope.key : connectionOwner(scope)) === of);
  const plugin: Plugin | undefined = plugins.get(its[0]?.plugin ?? '');
  const unit = unitOf(of, its);
  // Rows lie where the rows lie that they are derived of: a connection's, or the scope's.
  const isHere = (name: string): boolean => isWide(plugin, name) === (what === 'connection');
  const steps: Step[] = [];
  if (isHere('issues')) steps.push({ name: 'issues', work: (parts) => enrichIssues(unit, parts) });
  if (isHere('cicd_deployment_commits')) steps.push(whole('deployments', () => enrichDeployments(unit)));
  if (what === 'connection') steps.push(whole('accounts', async () => enrichAccounts(unit, await readPeople(table))));
  return steps;
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
