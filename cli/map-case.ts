import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { InvalidInputError } from '../shared/errors.ts';
import type { MapLine, MapSetup } from '../shared/pipeline/map.ts';
import type { Plugin } from '../shared/plugin-sdk/plugin.ts';
import { pluginNamed } from './plugin-named.ts';
import { readJson } from './read-json.ts';
import { readLines } from './read-lines.ts';
import { readScopeConfig } from './scope-config.ts';

/** What is in a case and how its records are to be compared. */
export const CaseFile = z.object({
  plugin: z.string(),
  case: z.string(),
  kind: z.string().optional(),
  streams: z.record(z.string(), z.unknown()).default({}),
  tables: z
    .record(
      z.string(),
      z.object({
        rows: z.number(),
        key: z.array(z.string()),
        columns: z.array(z.string()),
        volatile: z.array(z.string()).default([]),
        jsonText: z.array(z.string()).default([]),
        layer: z.string().optional(),
        where: z
          .object({ column: z.string(), equals: z.unknown().optional(), startsWith: z.string().optional() })
          .optional(),
      }),
    )
    .default({}),
});
export type CaseFile = z.output<typeof CaseFile>;

/** What was set when the records were made; what it says beyond this belongs to the scope config. */
const CaseConfig = z.looseObject({
  connection: z.object({ id: z.union([z.string(), z.number()]).transform(String) }),
  scope: z.unknown().optional(),
  rawParams: z.unknown().optional(),
  regexDialect: z.unknown().optional(),
  scopeConfig: z.record(z.string(), z.unknown()).default({}),
});

/** A folder of recorded answers, ready to be mapped. */
export interface Case {
  readonly file: CaseFile;
  readonly setup: MapSetup;
  /** Streams of the case that the plugin does not know; nothing can be made of their rows. */
  readonly unknownStreams: readonly string[];
  lines(): AsyncIterable<MapLine>;
}

/** What a case folder says of itself. @throws InvalidInputError */
export const readCaseFile = async (folder: string): Promise<CaseFile> =>
  read(CaseFile, await readJson(join(folder, 'case.json')), join(folder, 'case.json'));

/** Opens a case folder. @throws InvalidInputError when it is none, or is for a plugin that does not exist */
export async function openCase(folder: string): Promise<Case> {
  const file = await readCaseFile(folder);
  const plugin = pluginNamed(file.plugin);
  const {
    connection,
    scope,
    rawParams,
    regexDialect: _,
    scopeConfig,
    ...beyond
  } = read(CaseConfig, await readJson(join(folder, 'config.json')), join(folder, 'config.json'));
  const setup: MapSetup = {
    plugin,
    connection: connection.id,
    scope: plugin.scope?.read(scope).data ?? scope,
    config: readScopeConfig(plugin, given({ ...scopeConfig, ...beyond }), 'leave unknown keys out'),
    ...(rawParams !== undefined && { params: rawParams }),
    source: Object.values(file.tables).some(({ layer }) => layer === 'source'),
  };
  const known = new Set((plugin.streams ?? []).map(({ name }) => name));
  const recorded = Object.keys(file.streams).map((name) => ({ name, stream: plugin.recordedAs?.[name] ?? name }));
  return {
    file,
    setup,
    unknownStreams: recorded.filter(({ stream }) => !known.has(stream)).map(({ name }) => name),
    lines: () =>
      linesOf(
        folder,
        recorded.filter(({ stream }) => known.has(stream)),
        recorded.length === 0 ? plugin : undefined,
        scope,
      ),
  };
}

/** What a recorded mapping says: null is what was never set. */
const given = (config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));

/** The recorded rows of these streams. A case without any describes the scope itself. */
async function* linesOf(
  folder: string,
  recorded: readonly { readonly name: string; readonly stream: string }[],
  described: Plugin | undefined,
  scope: unknown,
): AsyncGenerator<MapLine> {
  if (described?.scope?.stream)
    yield { stream: described.scope.stream, where: 'config.json', text: JSON.stringify(scope) };
  for (const { name, stream } of recorded)
    for await (const { number, text } of readLines(createReadStream(join(folder, 'raw', `${name}.ndjson`))))
      yield { stream, where: `raw/${name}.ndjson line ${number}`, text };
}

function read<Value>(schema: z.ZodType<Value>, json: unknown, path: string): Value {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new InvalidInputError(`${path} is not as ../data/README.md says: ${z.prettifyError(result.error)}`);
}
