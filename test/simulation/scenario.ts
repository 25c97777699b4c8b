import type { RunOptions } from '../../shared/contract/run.ts';
import { connectionOwner } from '../../shared/pipeline/domain-places.ts';
import { enrichOne } from '../../shared/pipeline/enrich.ts';
import { listProjects } from '../../shared/pipeline/projects.ts';
import { scopesOf } from '../../shared/pipeline/read-data.ts';
import { lakeDifferences } from '../support/lake-differences.ts';
import { acme } from './acme.ts';
import { auditRuns } from './oracle.ts';
import { lakeTables } from './ports.ts';
import type { Small } from './sizes.ts';
import { differences, storedRows, truthOf } from './truth.ts';
import type { Allowed } from './vendor.ts';
import type { World, WorldProps } from './world.ts';

/** Something that happens in a world; it ends with a calm sync, after which all has to be right. */
export interface Scenario {
  readonly name: string;
  readonly props?: Partial<WorldProps>;
  /** The least in which it is what it is about, where any small world will not do. */
  readonly small?: Small;
  readonly play: (world: World) => Promise<void>;
}

/** The scopes of a world; a small one has fewer. */
export const BOTH = ['acme:s1', 'acme:s2'] as const;
/** Milliseconds. */
export const A_DAY = 86_400_000;
/** A run that is disturbed ends by then, after the faults have stopped: a redelivery, a sweep, and a claim in between. */
export const BOUND_MINUTES = 240;

/** Changes some things of the vendor. */
export const change = (world: World, count: number, allow?: Allowed): void => {
  for (let i = 0; i < count * world.size.changes; i += 1)
    world.trace.add(`vendor: ${world.vendor.mutate(world.chance, allow)}`);
};

/** Changes things all the while. */
export function changing(world: World, everySeconds: number, until: () => boolean, allow?: Allowed): void {
  world.time.at(world.time.now() + (world.chance.next() * everySeconds * 2_000) / world.size.changes, () => {
    if (until()) return;
    change(world, 1, allow);
    changing(world, everySeconds, until, allow);
  });
}

/** Faults stop; every run ends; a last sync is calm, and then everything is right. */
export async function calm(
  world: World,
  runs: readonly string[],
  given: { prefix?: string; last?: RunOptions } = {},
): Promise<void> {
  const { time, vendor, violations } = world;
  if (world.isCalm && vendor.counts.forbidden > 0)
    violations.push(`limits: ${vendor.counts.forbidden} requests in a forbidden window`);
  world.faulty = false;
  vendor.weather = { transient: 0, garbled: 0 };
  for (const run of runs) await world.ended(run, BOUND_MINUTES);
  await time.sleep(50 * 60_000);
  const last = await world.request('last', BOTH, given.last);
  const { state } = await world.ended(last, BOUND_MINUTES);
  // What was once malformed stays in quarantine: known, see the notes.
  const isQuarantined = world.control.rows().some(({ pk }) => pk.startsWith('quarantine/'));
  // Where faults never stop a request may die, and is reported: what is promised of the data holds for what is complete.
  if (world.mode === 'safety' && state === 'completed_with_errors') {
    violations.push(...(await auditRuns(world.control)));
    return;
  }
  if (state !== 'completed' && !(isQuarantined && state === 'completed_with_errors'))
    violations.push(`the calm run is ${state}`);
  violations.push(...differences(vendor, truthOf(vendor, ['s1', 's2'], given.prefix), storedRows(world.domain.rows())));
  violations.push(...(await auditRuns(world.control)), ...(await derivedAnew(world)));
  if (world.publishes) violations.push(...(await lakeDifferences(world, lakeTables)), ...leftToPublish(world));
}

/** Marks of what is not in the lake: none, when every run has published all that it had to. */
const leftToPublish = ({ control }: World): readonly string[] =>
  control
    .rows()
    .filter(({ pk, sk }) => pk.startsWith('unpublished/') && lakeTables.includes(sk.split('|')[0] ?? ''))
    .map(({ pk, sk }) => `lake: ${pk} ${sk} is not published`);

/** What enriching the calm end anew would change: nothing, when every run has derived all that it had to. */
async function derivedAnew({ control, domain, objects, time }: World): Promise<readonly string[]> {
  const ports = { plugins: new Map([['acme', acme]]), table: control, domain, objects, clock: time };
  const scopes = await scopesOf(control);
  const units = [
    ...scopes.map(({ key }) => ({ what: 'scope' as const, of: key })),
    ...new Set(scopes.map(connectionOwner)).values().map((of) => ({ what: 'connection' as const, of })),
    ...(await listProjects(control)).map(({ name }) => ({ what: 'project' as const, of: name })),
  ];
  const found: string[] = [];
  for (const unit of units) {
    const { written, deleted } = await enrichOne(ports, unit, 'anew');
    if (written + deleted > 0) found.push(`derived: ${unit.of} lacks ${written} rows and has ${deleted} too many`);
  }
  return found;
}

/** Changes things, longer ago than a cursor's overlap. */
export const changed = async (world: World, count: number): Promise<void> => {
  change(world, count);
  await world.time.sleep(900_000);
};

/** A first sync, and a day. */
export const first = (world: World, name = 'first'): Promise<void> =>
  world.setUp(name, async () => {
    await world.ended(await world.request('first', BOTH), 60);
    await world.time.sleep(A_DAY);
  });
