import * as z from 'zod';
import { places } from '../contract/places.ts';
import { NotFoundError } from '../errors.ts';
import { toItem } from './deep-json.ts';
import { footprintPlace } from './domain-places.ts';
import { rowsOf } from './expand.ts';
import { digest } from './identity.ts';
import type { ClockPort, ObjectPort, Place, StoredObject, StoredPort, TablePort } from './ports.ts';
import { readTool } from './segment.ts';

/** What sweeping objects works with. */
export interface SweepObjectsPorts {
  readonly table: TablePort;
  readonly domain: TablePort;
  readonly objects: Pick<ObjectPort, 'get'>;
  readonly stored: StoredPort;
  readonly clock: ClockPort;
}

/**
 * What is younger may be written and not yet committed. No function lives longer than 15 minutes; the rest is for clocks
 * that differ, and for whoever looks at what a run left.
 */
const GRACE = 86_400_000;
/** A round through all objects begins so long after the one before. */
const A_ROUND = 86_400_000;
/** Objects that are looked at together. */
const A_LOOK = 500;

/** Where objects lie that a record of the index names; bodies of records (`body/`) are named by rows, and are left alone. */
const LAYERS = ['raw', 'tool', 'lake'] as const;

const Position = z.object({
  layer: z.enum(LAYERS).default('raw'),
  after: z.string().default(''),
  /** When the round began; 0 before the first one. */
  begunAt: z.number().default(0),
  isOver: z.boolean().default(true),
});
type Position = z.infer<typeof Position>;

/** What one call did. */
export interface SweptObjects {
  readonly seen: number;
  readonly replaced: number;
  /** The round is over; the next call begins one when it is time. */
  readonly isOver: boolean;
}

/**
 * Marks objects that no index record names, or that newer state has replaced: lifecycle rules expire what is marked. It goes
 * on where the call before stopped, and stops itself at `until` (epoch ms). Marking is by version, so that what is written
 * again meanwhile is not marked, and may be repeated.
 */
export async function sweepObjects(
  ports: SweepObjectsPorts,
  { until, now: isForced = false }: { readonly until: number; readonly now?: boolean },
): Promise<SweptObjects> {
  const { table, stored, clock } = ports;
  let at = Position.parse((await table.get(places.sweep)) ?? {});
  if (at.isOver) {
    if (!isForced && clock.now() - at.begunAt < A_ROUND) return { seen: 0, replaced: 0, isOver: true };
    at = { layer: LAYERS[0], after: '', begunAt: clock.now(), isOver: false };
  }
  let [seen, replaced] = [0, 0];
  const named = indexCache(table);
  while (!at.isOver && clock.now() < until) {
    const page = await stored.list(`${at.layer}/`, { limit: A_LOOK, ...(at.after !== '' && { after: at.after }) });
    // The index is read after the list: what it does not name now was not named while it was old enough.
    const old = page.objects.filter(({ putAt }) => clock.now() - putAt > GRACE);
    const unnamed = await unnamedOf[at.layer](ports, named, old);
    for (const object of unnamed) await stored.markReplaced(object);
    seen += page.objects.length;
    replaced += unnamed.length;
    at = behind(at, page.last);
    // Another sweeper may have come as far: both mark the same, so the last one may win.
    await table.writeMany([toItem({ ...places.sweep, ...at })]);
  }
  return { seen, replaced, isOver: at.isOver };
}

/** What of each layer nothing names. */
const unnamedOf = {
  raw: ({ table }: SweepObjectsPorts, _: Named, old: readonly StoredObject[]) => unnamedSegments(table, old),
  tool: unnamedTools,
  lake: ({ table }: SweepObjectsPorts, _: Named, old: readonly StoredObject[]) => unnamedFiles(table, old),
};

function behind(at: Position, last: string | undefined): Position {
  if (last !== undefined) return { ...at, after: last };
  const next = LAYERS[LAYERS.indexOf(at.layer) + 1];
  return next ? { ...at, layer: next, after: '' } : { ...at, after: '', isOver: true };
}

/** The parts of a key: `<layer>/<plugin>/<connection>/<scope>/<stream>/<run>/<item>-<hash>.ndjson.zst`. */
function partsOf(key: string) {
  const [, plugin = '', connection = '', scope = '', stream = '', run = '', name = ''] = key.split('/');
  const item = name.slice(0, name.indexOf('-'));
  return {
    scope: [plugin, connection, scope].join('/'),
    stream: decodeURIComponent(stream),
    run: decodeURIComponent(run),
    item,
    isOurs: item !== '' && name.endsWith('.ndjson.zst'),
  };
}

/** A raw segment counts when the index names it; its place there follows from its key. */
async function unnamedSegments(table: TablePort, old: readonly StoredObject[]): Promise<readonly StoredObject[]> {
  const ours = old.filter(({ key }) => partsOf(key).isOurs);
  const placeOf = (key: string): Place => {
    const { scope, stream, run, item } = partsOf(key);
    return { pk: places.segments(scope), sk: `${run}#${stream}#${item}#${digest(key, 8)}` };
  };
  const rows = ours.length > 0 ? await table.getMany(ours.map(({ key }) => placeOf(key))) : [];
  const known = new Set(rows.map(({ segment }) => segment));
  return ours.filter(({ key }) => !known.has(key));
}

/**
 * A file of the lake counts when a published partition names it. Who goes on with a partition that is not yet published puts its
 * files within a day; who publishes puts them again, as another version, unless they are named.
 */
async function unnamedFiles(table: TablePort, old: readonly StoredObject[]): Promise<readonly StoredObject[]> {
  const unnamed: StoredObject[] = [];
  for (const [name, files] of Map.groupBy(old, ({ key }) => decodeURIComponent(key.split('/')[1] ?? ''))) {
    const live = new Set<unknown>();
    for await (const row of rowsOf(table, places.lake(name))) for (const file of [row.files].flat()) live.add(file);
    const imported = await table.get({ pk: places.imports, sk: name });
    for (const file of [imported?.files].flat()) live.add(file);
    unnamed.push(...files.filter(({ key }) => key.endsWith('.parquet') && !live.has(key)));
  }
  return unnamed;
}

type Named = (scope: string) => Promise<ReadonlySet<string> | 'in use'>;

/** Tool objects that the index or unfinished work of a scope names, read once a call; a scope that a run holds is in use. */
function indexCache(table: TablePort): Named {
  const kept = new Map<string, ReturnType<Named>>();
  const read = async (scope: string): Promise<ReadonlySet<string> | 'in use'> => {
    const lease = await table.get(places.lease(scope));
    if (typeof lease?.run === 'string' && lease.run !== '') return 'in use';
    const found = new Set<string>();
    for await (const { tool } of rowsOf(table, places.tools(scope))) if (typeof tool === 'string') found.add(tool);
    // What a run left unfinished may name any object of its scope.
    for await (const _ of rowsOf(table, places.left(scope))) return 'in use';
    return found;
  };
  return (scope) => {
    const known = kept.get(scope) ?? read(scope);
    kept.set(scope, known);
    return known;
  };
}

/**
 * A tool object is replaced when its segment was extracted again. What it held may still be the latest that was derived: a
 * footprint names it then, and by it what looks something up is converted again.
 */
async function unnamedTools(
  ports: SweepObjectsPorts,
  named: Named,
  old: readonly StoredObject[],
): Promise<readonly StoredObject[]> {
  const found: StoredObject[] = [];
  for (const object of old) {
    const { scope, stream, isOurs } = partsOf(object.key);
    const live = isOurs ? await named(scope) : 'in use';
    if (live === 'in use' || live.has(object.key)) continue;
    if (!(await isLatest(ports, scope, stream, object.key))) found.push(object);
  }
  return found;
}

async function isLatest(
  { objects, domain }: SweepObjectsPorts,
  scope: string,
  stream: string,
  tool: string,
): Promise<boolean> {
  try {
    const { lines } = readTool(await objects.get(tool));
    const keys = [...new Set(lines.map(({ key }) => key))];
    const footprints =
      keys.length > 0 ? await domain.getMany(keys.map((key) => footprintPlace(scope, stream, key))) : [];
    return footprints.some((footprint) => footprint.tool === tool);
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}
