import * as z from 'zod';
import type { ToolLine } from '../contract/stored.ts';
import { footprintPlace, lookupOf } from './domain-places.ts';
import { digest } from './identity.ts';
import type { Item, Place, TablePort } from './ports.ts';
import type { OpenScope } from './scopes.ts';
import { type WideWrite, writeWide } from './write-wide.ts';

/** A row that a tool record makes; `body` is the record's JSON, `wide` rows may be written from several scopes. */
export interface MadeRow extends Place {
  readonly table: string;
  readonly body: string;
  /** Where the body lies when it is too large for a row; `body` is empty then. */
  readonly bodyKey?: string;
  readonly hash: string;
  readonly wide: boolean;
}

/** A tool record and its rows. */
export interface Derived {
  readonly line: ToolLine;
  readonly rows: readonly MadeRow[];
}

/** What applying records did. */
export interface Applied {
  readonly written: number;
  readonly unchanged: number;
  readonly deleted: number;
  /** Shared rows that a record made before and makes no more; they stay, as another scope may hold them. */
  readonly released: number;
  /** Lookup values that changed, or came late: what used them has to be converted again. */
  readonly changed: readonly Place[];
}

export const noneApplied: Applied = { written: 0, unchanged: 0, deleted: 0, released: 0, changed: [] };

export const sumApplied = (a: Applied, b: Applied): Applied => ({
  written: a.written + b.written,
  unchanged: a.unchanged + b.unchanged,
  deleted: a.deleted + b.deleted,
  released: a.released + b.released,
  changed: [...a.changed, ...b.changed],
});

/** What a tool record made when it was applied last: rows as [pk, sk, hash, wide]. */
const Footprint = z.object({
  version: z.string(),
  observedAt: z.string(),
  derivation: z.string(),
  hash: z.string(),
  rows: z.array(z.tuple([z.string(), z.string(), z.string(), z.boolean()])),
  /** The tool object that holds the observation; those of format 1 do not say, until their record is derived again. */
  tool: z.string().default(''),
  /** Lookup values that it made before and makes no more, as [pk, sk]: should the attempt be cut off, the next one tells. */
  lost: z.array(z.tuple([z.string(), z.string()])).default([]),
  /** The observation is that the vendor has it no more. */
  gone: z.literal(true).exactOptional(),
});
type Footprint = z.infer<typeof Footprint>;

interface Context {
  readonly run: string;
  readonly scope: OpenScope;
  readonly stream: string;
  readonly derivation: string;
  readonly tool: string;
  /** Called before the first record of the scope is changed. */
  readonly touch: () => Promise<void>;
}

const nameOf = ({ pk, sk }: Place): string => `${pk}\n${sk}`;
const isCounted = (pk: string): boolean => !pk.startsWith('@');

/**
 * Monotone apply: a tool record's rows are replaced only by those of a later observation, or of the same one derived
 * otherwise. Rows it made before and makes no more become tombstones. The footprint is written last: when it
 * names a row, the row is there. After an interruption, rows that no footprint came to name are looked for and removed.
 */
export async function apply(
  domain: TablePort,
  context: Context,
  derived: readonly Derived[],
  interrupted: boolean,
): Promise<Applied> {
  const latest = new Map<string, Derived>();
  let unchanged = 0;
  for (const one of derived) {
    const before = latest.get(one.line.key);
    if (before) unchanged += 1;
    if (!before || !isLater(before.line, one.line)) latest.set(one.line.key, one);
  }
  const placeOf = (key: string): Place => footprintPlace(context.scope.record.key, context.stream, key);
  const stored = await domain.getMany([...latest.keys()].map(placeOf));
  const footprints = new Map(stored.map((item) => [nameOf(item), Footprint.parse(item)]));

  const puts = new Map<string, Item>();
  const marks: Item[] = [];
  const wide: WideWrite[] = [];
  const stray: Place[] = [];
  const changed: Place[] = [];
  // Whoever looks these up was converted before this stream.
  const lateLookups = context.scope.streams.flatMap(({ lookups }) => lookups.filter(({ late }) => late));
  const toldLate = new Set(lateLookups.map(({ name }) => name));
  let [deleted, released] = [0, 0];
  for (const [key, { line, rows }] of latest) {
    const place = placeOf(key);
    const before = footprints.get(nameOf(place));
    const hash = digest(rows.map((row) => `${nameOf(row)}\n${row.hash}`).join('\n'));
    if (interrupted && before) stray.push(...rows.filter((row) => !row.wide && !named(before, row)));
    // After an interruption nobody knows which values were new then: all of them count as changed.
    if (interrupted) {
      changed.push(...rows.filter((row) => lookupOf(row) !== undefined));
      changed.push(...(before?.lost ?? []).map(([pk, sk]) => ({ pk, sk })));
    }
    // What this scope wrote of a wide row another scope may have replaced: the row itself tells.
    const shared = rows.filter((row) => row.wide);
    wide.push(...shared.map((row) => ({ row: itemOf(context, line, row), order: order(line) })));
    if (before && !supersedes(line, hash, before)) {
      unchanged += rows.filter((row) => isCounted(row.pk) && !row.wide).length;
      continue;
    }
    const known = new Map((before?.rows ?? []).map(([pk, sk, of]) => [nameOf({ pk, sk }), of]));
    for (const row of rows) {
      const same = known.get(nameOf(row)) === row.hash && !interrupted;
      const told = lookupOf(row);
      const isLate = known.has(nameOf(row)) || line.again === true || toldLate.has(told?.lookup ?? '');
      if (!same && isLate && told !== undefined) changed.push(row);
      known.delete(nameOf(row));
      if (row.wide) continue;
      if (same) unchanged += isCounted(row.pk) ? 1 : 0;
      else puts.set(nameOf(row), itemOf(context, line, row));
    }
    const lost: Place[] = [];
    for (const [pk, sk, of, isWide] of before?.rows ?? []) {
      // Another scope may still hold a wide row: it is not ours to remove.
      if (!known.has(nameOf({ pk, sk }))) continue;
      if (isWide) {
        released += 1;
        continue;
      }
      puts.set(nameOf({ pk, sk }), tombstone(context, line, { pk, sk }, of));
      deleted += isCounted(pk) ? 1 : 0;
      if (lookupOf({ pk, sk }) !== undefined) lost.push({ pk, sk });
    }
    changed.push(...lost);
    marks.push({ ...place, ...footprintOf(line, context, hash, rows, lost) });
  }
  if (stray.length > 0) deleted += await removeStray(domain, context, stray, puts);
  if ([...puts.values()].some(({ pk }) => isCounted(pk))) await context.touch();
  if (puts.size > 0) await domain.writeMany([...puts.values()]);
  const written = await writeWide(domain, wide, context.touch);
  if (marks.length > 0) await domain.writeMany(marks);
  const counted = [...puts.values()].filter((item) => isCounted(item.pk) && item.deleted !== true).length;
  return { written: counted + written, unchanged: unchanged + wide.length - written, deleted, released, changed };
}

/** Source version first, then the time observed. */
const order = ({ version, observedAt }: { version: string; observedAt: string }): string => `${version}|${observedAt}`;

/** Whether one observation is later than another: that something is gone has no version, only a time. */
const isLater = (a: Observation, b: Observation): boolean =>
  a.gone || b.gone ? a.observedAt > b.observedAt : order(a) > order(b);

type Observation = Pick<ToolLine, 'version' | 'observedAt' | 'gone'>;

/**
 * Whether an observation is to be applied. One with the same version and the same rows is not, though it is later: that
 * costs nothing, and a source whose records toggle back under one version within one run is not known.
 */
function supersedes(line: ToolLine, hash: string, before: Footprint): boolean {
  if (line.gone || before.gone) return isLater(line, before);
  if (order(line) < order(before)) return false;
  if (before.hash === hash) return before.version !== line.version;
  // The same observation becomes something else when the mapping, the code, or what it looks up has changed.
  return true;
}

const named = (footprint: Footprint, row: Place): boolean =>
  footprint.rows.some(([pk, sk]) => pk === row.pk && sk === row.sk);

/** Where a row comes from, and how late it was observed. */
const originOf = (context: Context, line: ToolLine) => ({
  order: order(line),
  derivation: context.derivation,
  version: line.version,
  observedAt: line.observedAt,
  raw: line.raw,
  run: context.run,
});

const itemOf = (context: Context, line: ToolLine, row: MadeRow): Item => ({
  pk: row.pk,
  sk: row.sk,
  ...(row.bodyKey === undefined ? { body: row.body } : { bodyKey: row.bodyKey }),
  hash: row.hash,
  ...originOf(context, line),
});

const tombstone = (context: Context, line: ToolLine, place: Place, hash: string): Item => ({
  ...place,
  deleted: true,
  deletedAt: line.observedAt,
  hash,
  ...originOf(context, line),
});

const footprintOf = (
  line: ToolLine,
  { derivation, tool }: Context,
  hash: string,
  rows: readonly MadeRow[],
  lost: readonly Place[],
): Footprint => ({
  version: line.version,
  observedAt: line.observedAt,
  derivation,
  hash,
  rows: rows.map((row) => [row.pk, row.sk, row.hash, row.wide]),
  tool,
  lost: lost.map(({ pk, sk }) => [pk, sk]),
  ...(line.gone && { gone: true }),
});

/** Rows that an interrupted attempt wrote for an observation that was overtaken since: nobody would ever remove them. */
async function removeStray(
  domain: TablePort,
  context: Context,
  stray: readonly Place[],
  puts: Map<string, Item>,
): Promise<number> {
  const distinct = new Map(
    stray.filter((place) => !puts.has(nameOf(place))).map(({ pk, sk }) => [nameOf({ pk, sk }), { pk, sk }]),
  );
  const found = (await domain.getMany([...distinct.values()])).filter((item) => item.deleted !== true);
  for (const item of found) {
    const line = {
      version: String(item.version),
      observedAt: String(item.observedAt),
      raw: String(item.raw),
      key: '',
      data: null,
    };
    puts.set(nameOf(item), tombstone(context, line, { pk: item.pk, sk: item.sk }, String(item.hash)));
  }
  return found.filter((item) => isCounted(item.pk)).length;
}
