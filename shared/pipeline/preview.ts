import { places } from '../contract/places.ts';
import type { RunConnection } from '../contract/run.ts';
import { InvalidInputError } from '../errors.ts';
import { elementsOf } from '../plugin-sdk/elements.ts';
import { parseJson } from '../plugin-sdk/json.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import type { Stream } from '../plugin-sdk/stream.ts';
import { askNow } from './ask-now.ts';
import { rowsOf } from './expand.ts';
import { checkFields, checkNames } from './fields.ts';
import { map } from './map.ts';
import type { ObjectPort } from './ports.ts';
import { askForScope, checkConfig, type ResolvePorts } from './resolve-scope.ts';
import { readSegment } from './segment.ts';

/** What is previewed: a stream of a scope, under a mapping. */
export interface Previewed {
  readonly plugin: Plugin;
  /** The connection's name. */
  readonly connection: string;
  /** How it is reached: found out only when something has to be asked. */
  readonly reach: () => Promise<RunConnection>;
  /** The scope's name at the vendor. */
  readonly name: string;
  readonly stream: string;
  readonly config: unknown;
  readonly limit: number;
}

/** One thing as the vendor sent it, and what a mapping makes of it. */
export interface Sample {
  readonly raw: unknown;
  readonly records: readonly { readonly table: string; readonly record: Readonly<Record<string, unknown>> }[];
  readonly problems: readonly string[];
}

/**
 * Maps some things of a scope without storing anything: of what was collected of it, or, before its first sync, of what the
 * vendor answers to one question.
 *
 * @throws InvalidInputError when the mapping is none, or the stream can only be asked beside others
 */
export async function preview(
  ports: ResolvePorts & { readonly objects: ObjectPort },
  given: Previewed,
): Promise<readonly Sample[]> {
  const { plugin, connection, name, stream, config, limit, reach } = given;
  checkConfig(plugin, config);
  const asked = namesSomething(plugin, config) ? await reach().catch(orNowhere) : undefined;
  if (asked) {
    await checkFields(ports, asked, plugin, { name, config });
    await checkNames(ports, asked, plugin, { name, config });
  }
  const known = await ports.table.get(places.alias(plugin.name, connection, name));
  const key = typeof known?.scope === 'string' ? known.scope : undefined;
  const stored = key === undefined ? undefined : await ports.table.get(places.scope(key));
  const scope = stored ? stored.data : await described(ports, given);
  const body = (key && (await storedBody(ports, key, stream))) ?? (await askedBody(ports, given, scope));
  const elements = elementsOf(parseJson(body), streamNamed(given).elements).slice(0, limit);
  const setup = { plugin, connection, scope, config };
  return Promise.all(elements.map((raw) => sampleOf(raw, setup, stream)));
}

/** Whether a mapping names what only the vendor knows: fields, types, statuses. */
const namesSomething = ({ fields, names }: Plugin, config: unknown): boolean =>
  (fields?.named(config).length ?? 0) + (names?.named(config).length ?? 0) > 0;

/** What was collected over a connection that is no longer set up can be mapped all the same. */
function orNowhere(cause: unknown): undefined {
  if (!(cause instanceof InvalidInputError)) throw cause;
}

function streamNamed({ plugin, stream: name }: Previewed): Stream {
  const stream = plugin.streams?.find((each) => each.name === name);
  if (!stream) throw new InvalidInputError(`${plugin.name} has no stream "${name}"`);
  return stream;
}

async function described(ports: ResolvePorts, { plugin, reach, name }: Previewed): Promise<unknown> {
  if (!plugin.scope) throw new InvalidInputError(`${plugin.name} has no scopes`);
  return (await askForScope(ports, await reach(), plugin, plugin.scope, name)).data;
}

/** The first page that was stored of a stream. */
async function storedBody(
  { table, objects }: { readonly table: ResolvePorts['table']; readonly objects: ObjectPort },
  scope: string,
  stream: string,
): Promise<string | undefined> {
  for await (const row of rowsOf(table, places.segments(scope)))
    if (row.stream === stream && typeof row.segment === 'string')
      return readSegment(await objects.get(row.segment))[0]?.body;
  return undefined;
}

async function askedBody(ports: ResolvePorts, given: Previewed, scope: unknown): Promise<string> {
  const { plugin, connection, name, config, reach } = given;
  const stream = streamNamed(given);
  if (stream.child)
    throw new InvalidInputError(`"${stream.name}" is asked for each of other things: preview it when they were synced`);
  const bound = stream.bind({ connection, scope, config });
  const [request] = bound.first({ now: new Date(ports.clock.now()).toISOString() });
  if (!request) throw new InvalidInputError(`there is nothing to ask for "${stream.name}" in ${name}`);
  return askNow(ports, await reach(), plugin, request, name);
}

async function sampleOf(raw: unknown, setup: Parameters<typeof map>[0], stream: string): Promise<Sample> {
  const records: Sample['records'][number][] = [];
  const problems: string[] = [];
  const line = { stream, where: stream, text: JSON.stringify(raw) };
  for await (const mapped of map(
    setup,
    (async function* () {
      yield line;
    })(),
  )) {
    if (mapped.kind === 'row') records.push({ table: mapped.table, record: mapped.values });
    else problems.push(mapped.reason);
  }
  return { raw, records, problems };
}
