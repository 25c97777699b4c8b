import * as z from 'zod';
import { checkRow } from '../domain/record.ts';
import { InvalidInputError } from '../errors.ts';
import { reasonOf } from '../plugin-sdk/define-stream.ts';
import { type Find, findNamed } from '../plugin-sdk/lookup.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import type { BoundStream, ToolRecord } from '../plugin-sdk/stream.ts';
import { readMapLine } from './map-line.ts';

/** Under what lines are mapped: one scope of one connection of a plugin. */
export interface MapSetup {
  readonly plugin: Plugin;
  readonly connection: string;
  readonly scope: unknown;
  readonly config: unknown;
  /** When given, recorded rows count only if they were recorded for just this. */
  readonly params?: unknown;
  /** Also gives rows in the vendor's own shape. */
  readonly source?: boolean;
}

/** A line of input: a stored page, a recorded row, or what the API itself sent (an object, a list). */
export interface MapLine {
  readonly stream: string;
  /** How a reason names it: `line 3`. */
  readonly where: string;
  readonly text: string;
}

/** What became of a line: a row, with the version of what it was made of, or the reason why there is none. */
export type Mapped =
  | {
      readonly kind: 'row';
      readonly table: string;
      readonly key: string;
      readonly values: Readonly<Record<string, unknown>>;
      readonly version: string;
    }
  | { readonly kind: 'refused'; readonly where: string; readonly reason: string };

interface Read {
  readonly bound: BoundStream;
  readonly record: ToolRecord;
  readonly where: string;
}

/**
 * Maps lines to domain rows without storing anything. Lines of streams that look nothing up are mapped at once; the
 * others wait for the end of the input, because what they look up may still come.
 */
export async function* map(setup: MapSetup, lines: AsyncIterable<MapLine>): AsyncGenerator<Mapped> {
  const streams = bindStreams(setup);
  const known = new Map<string, unknown>();
  const find: Find = (lookup, key) => {
    const value = known.get(`${lookup.name} ${key}`);
    return value === undefined ? undefined : lookup.value.parse(value);
  };
  const waiting: Read[] = [];
  for await (const line of lines) {
    const { bound, waits } = streams(line.stream);
    const { records, refused } = readLine(bound, line, setup.params);
    yield* refused;
    for (const record of records) {
      for (const entry of bound.provides(record)) known.set(`${entry.lookup} ${entry.key}`, entry.value);
      const read = { bound, record, where: line.where };
      if (waits) waiting.push(read);
      else yield* convert(read, find, setup);
    }
  }
  for (const read of waiting) yield* convert(read, find, setup);
}

function bindStreams({ plugin, connection, scope, config }: MapSetup) {
  const bound = new Map(
    (plugin.streams ?? []).map((stream) => [
      stream.name,
      { bound: stream.bind({ connection, scope, config }), waits: stream.lookups.length > 0 },
    ]),
  );
  return (name: string) => {
    const stream = bound.get(name);
    if (stream) return stream;
    throw new InvalidInputError(`${plugin.name} has no stream "${name}"; it has ${[...bound.keys()].join(', ')}`);
  };
}

function readLine(
  bound: BoundStream,
  line: MapLine,
  params: unknown,
): { records: readonly ToolRecord[]; refused: readonly Mapped[] } {
  const { where } = line;
  try {
    const page = readMapLine(line.text, params);
    if (!page) return { records: [], refused: [] };
    const { records, rejected } = bound.open(page).extract();
    return { records, refused: rejected.map(({ reason }) => ({ kind: 'refused', where, reason })) };
  } catch (error) {
    return { records: [], refused: [{ kind: 'refused', where, reason: textOf(error) }] };
  }
}

function* convert({ bound, record, where }: Read, find: Find, setup: MapSetup): Generator<Mapped> {
  try {
    for (const row of bound.convert(record, findNamed(find, bound.needs(record)))) {
      const checked = checkRow(row);
      if ('refused' in checked) yield { kind: 'refused', where, reason: checked.refused };
      else yield { kind: 'row', ...checked, version: record.version };
    }
    if (!setup.source) return;
    for (const [index, { table, values }] of bound.source(record).entries())
      yield { kind: 'row', table, values, key: `${record.key}/${index}`, version: record.version };
  } catch (error) {
    yield { kind: 'refused', where, reason: textOf(error) };
  }
}

function textOf(error: unknown): string {
  if (error instanceof z.ZodError) return `what it was asked for is not known: ${reasonOf(error)}`;
  return error instanceof Error ? error.message : String(error);
}
