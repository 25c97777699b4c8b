import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import * as z from 'zod';
import { exportRecord } from '../../shared/domain/record.ts';
import { InvalidInputError, SluiceError } from '../../shared/errors.ts';
import { type MapLine, type Mapped, type MapSetup, map as mapLines } from '../../shared/pipeline/map.ts';
import { enrichCase } from '../enrich-case.ts';
import { openCase, readCaseFile } from '../map-case.ts';
import { pluginNamed } from '../plugin-named.ts';
import { readJson } from '../read-json.ts';
import { readLines } from '../read-lines.ts';
import { readScopeConfig } from '../scope-config.ts';

/** What `sluice map` was given: a plugin and a stream with files beside it, or the folder of a case. */
export interface MapArguments {
  readonly plugin?: string;
  readonly stream?: string;
  readonly scope?: string;
  readonly config?: string;
  readonly connection?: string;
  readonly case?: string;
}

/** Where a command reads and writes. */
export interface CommandStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

type MappedRow = Extract<Mapped, { kind: 'row' }>;

/** Prints the domain rows that raw pages or API objects become; 1 when a line cannot be mapped, which stderr explains. */
export async function map(given: MapArguments, io: CommandStreams): Promise<number> {
  try {
    return await (given.case === undefined ? mapInput(given, io) : mapCase(given.case, io));
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** The rows of a case, each once: of several versions the last one. Tables of a case from domain to domain are enriched. */
async function mapCase(folder: string, io: CommandStreams): Promise<number> {
  const file = await readCaseFile(folder);
  if (file.kind === 'domain-to-domain') {
    for (const record of await enrichCase(folder, file)) await print(record, io.stdout);
    return 0;
  }
  const { setup, lines, unknownStreams } = await openCase(folder);
  for (const stream of unknownStreams) io.stderr.write(`${stream}: ${setup.plugin.name} has no stream of this name\n`);
  const rows = new Map<string, MappedRow>();
  const failed = await eachRow(setup, lines(), io, async (row) => {
    const known = rows.get(`${row.table} ${row.key}`);
    if (!known || known.version <= row.version) rows.set(`${row.table} ${row.key}`, row);
  });
  for (const row of rows.values()) await print(row, io.stdout);
  return unknownStreams.length > 0 ? 1 : failed;
}

/** Rows are printed as they come; only one that was just so before is left out. */
async function mapInput(given: MapArguments, io: CommandStreams): Promise<number> {
  const { stream, setup } = await setupOf(given);
  const printed = new Map<string, string>();
  return eachRow(setup, inputLines(stream, io.stdin), io, async (row) => {
    const hash = createHash('md5').update(JSON.stringify(row.values)).digest('base64');
    const key = `${row.table} ${row.key}`;
    if (printed.get(key) === hash) return;
    printed.set(key, hash);
    await print(row, io.stdout);
  });
}

async function setupOf(given: MapArguments): Promise<{ stream: string; setup: MapSetup }> {
  const { stream, connection = '1' } = given;
  if (!given.plugin || !stream) throw new InvalidInputError('name a plugin and a stream, or a folder with --case');
  const plugin = pluginNamed(given.plugin);
  if (!given.scope) throw new InvalidInputError(`give the scope with --scope, a file with the answer of the API to it`);
  // The config.json of a case holds both; it may be given for either.
  const scope = within(await readJson(given.scope), 'scope');
  const written = given.config === undefined ? undefined : within(await readJson(given.config), 'scopeConfig');
  const config = z.record(z.string(), z.unknown()).safeParse(written ?? plugin.proposedScopeConfig ?? {});
  if (!config.success) throw new InvalidInputError(`${given.config} holds no object`);
  return {
    stream,
    setup: {
      plugin,
      connection,
      scope: plugin.scope?.read(scope).data ?? scope,
      config: readScopeConfig(plugin, config.data, 'refuse unknown keys'),
    },
  };
}

const within = (json: unknown, key: string): unknown =>
  typeof json === 'object' && json !== null ? (new Map(Object.entries(json)).get(key) ?? json) : json;

async function* inputLines(stream: string, input: Readable): AsyncGenerator<MapLine> {
  for await (const { number, text } of readLines(input)) yield { stream, where: `line ${number}`, text };
}

async function eachRow(
  setup: MapSetup,
  lines: AsyncIterable<MapLine>,
  io: CommandStreams,
  take: (row: MappedRow) => Promise<void>,
): Promise<number> {
  let failed = 0;
  for await (const mapped of mapLines(setup, lines)) {
    if (mapped.kind === 'row') await take(mapped);
    else {
      failed = 1;
      io.stderr.write(`${mapped.where}: ${mapped.reason}\n`);
    }
  }
  return failed;
}

async function print(row: Pick<MappedRow, 'table' | 'values'>, output: Writable): Promise<void> {
  if (!output.write(`${JSON.stringify(exportRecord(row))}\n`)) await once(output, 'drain');
}
