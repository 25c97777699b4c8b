import { places, scopeKey } from '../contract/places.ts';
import type { RunConnection } from '../contract/run.ts';
import { ScopeRecord } from '../contract/stored.ts';
import { InvalidInputError, MalformedJsonError, NotFoundError } from '../errors.ts';
import { parseJson } from '../plugin-sdk/json.ts';
import type { FoundScope, Plugin, PluginHead, ScopeSpec } from '../plugin-sdk/plugin.ts';
import type { RequestSpec } from '../plugin-sdk/request.ts';
import { askNow, foreignAnswer } from './ask-now.ts';
import { toItem, toValue } from './deep-json.ts';
import { checkFields, checkNames } from './fields.ts';
import { canonical } from './identity.ts';
import type { ChancePort, ClockPort, TablePort, VendorPort } from './ports.ts';
import { changeScope } from './scopes.ts';

/** What finding a scope works with. */
export interface ResolvePorts {
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly table: TablePort;
  readonly vendor: VendorPort;
  readonly clock: ClockPort;
  readonly chance: ChancePort;
}

const CONNECTION = /^[a-z0-9-]{1,32}$/;

/** A scope as a user writes it: whose it is, over which connection (where it is not the run's), and its name there. */
export interface ScopeName<Known extends PluginHead> {
  readonly plugin: Known;
  readonly connection?: string;
  readonly name: string;
}

/** `github:owner/repo`, `jenkins@ci-two:folder/app` → plugin, connection and name. @throws InvalidInputError */
export function parseScopeName<Known extends PluginHead>(
  plugins: ReadonlyMap<string, Known>,
  name: string,
): ScopeName<Known> {
  const at = name.indexOf(':');
  const [source = '', connection] = name.slice(0, Math.max(at, 0)).split('@', 2);
  const plugin = plugins.get(source);
  const known = [...plugins.keys()].join(', ');
  if (at <= 0) throw new InvalidInputError(`"${name}" is no scope; write plugin:name, for example github:owner/repo`);
  if (!plugin?.scope) throw new InvalidInputError(`there is no source "${source}"; there is: ${known}`);
  if (connection !== undefined && !CONNECTION.test(connection))
    throw new InvalidInputError(`"${connection}" in "${name}" is no connection: use 1 to 32 of a-z, 0-9 and -`);
  plugin.scope.resolve(name.slice(at + 1));
  return { plugin, name: name.slice(at + 1), ...(connection !== undefined && { connection }) };
}

/** Finds a scope's record: by the name it was synced under, or by asking the vendor, which is one request. */
export async function resolveScope(
  ports: ResolvePorts,
  connection: RunConnection,
  given: { plugin: Plugin; name: string; config?: unknown; asksNothing?: boolean },
): Promise<ScopeRecord> {
  const { table } = ports;
  const { plugin, name } = given;
  const alias = places.alias(plugin.name, connection.name, name);
  const known = (await table.get(alias))?.scope;
  const stored = typeof known === 'string' ? await table.get(places.scope(known)) : undefined;
  // A mapping that is new is refused before anything else is asked.
  const isAsGiven = given.config === undefined || canonical(given.config) === canonical(stored?.config);
  if (given.config !== undefined && canonical(given.config) !== canonical(stored?.config ?? {})) {
    checkConfig(plugin, given.config);
    if (!given.asksNothing) {
      await checkFields(ports, connection, plugin, { name, config: given.config });
      await checkNames(ports, connection, plugin, { name, config: given.config });
    }
  }
  const before = stored && ScopeRecord.parse(stored);
  const lacks = before && !given.asksNothing && plugin.scope?.complete?.lacks?.(before.data);
  const record = before && !lacks ? before : await findScope(ports, connection, plugin, name);
  const config = given.config === undefined ? record.config : ScopeRecord.shape.config.parse(given.config);
  if (config !== null) checkConfig(plugin, config);
  // What is known is not written again: somebody may have changed its mapping meanwhile.
  if (record === before && isAsGiven) return record;
  const item = toItem({ ...places.scope(record.key), ...record, config, rev: 1 });
  const isNew = (await table.transact([{ kind: 'put', item, when: { absent: true } }])) === 'done';
  const kept = isNew ? ScopeRecord.parse(item) : await changeScope(table, record.key, described(record, given.config));
  await table.writeMany([{ ...alias, scope: kept.key }]);
  return kept;
}

/** A scope that is there already takes in how it was found, and a mapping that was given. */
const described =
  ({ name, data, describedAt }: ScopeRecord, config: unknown) =>
  (before: ScopeRecord): ScopeRecord => ({
    ...before,
    ...(describedAt > before.describedAt && { name, data, describedAt }),
    ...(config !== undefined && { config: ScopeRecord.shape.config.parse(config) }),
  });

/** Refuses a scope config that the plugin cannot use, naming the key. @throws InvalidInputError */
export function checkConfig(plugin: Plugin, config: unknown): void {
  const read = plugin.scopeConfig?.safeParse(config);
  if (!read || read.success) return;
  const issue = read.error.issues[0];
  const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol');
  throw new InvalidInputError(`scope config: ${path.join('.')}: ${issue?.message}`, path);
}

async function findScope(
  ports: ResolvePorts,
  connection: RunConnection,
  plugin: Plugin,
  name: string,
): Promise<ScopeRecord> {
  if (!plugin.scope) throw new InvalidInputError(`${plugin.name} has no scopes`);
  const found = await askForScope(ports, connection, plugin, plugin.scope, name);
  const key = scopeKey(plugin.name, connection.name, found.id);
  const before = await ports.table.get(places.scope(key));
  return ScopeRecord.parse({
    key,
    plugin: plugin.name,
    connection: connection.name,
    id: found.id,
    name: found.name,
    data: toValue(found.data),
    describedAt: new Date(ports.clock.now()).toISOString(),
    config: before?.config ?? plugin.proposedScopeConfig ?? {},
    derivation: before?.derivation ?? '',
  });
}

/** Asks the vendor for what a scope is. @throws what `askNow` throws */
export async function askForScope(
  ports: ResolvePorts,
  connection: RunConnection,
  plugin: Plugin,
  { resolve, read, complete }: ScopeSpec,
  name: string,
): Promise<FoundScope> {
  const answer = async (request: RequestSpec): Promise<unknown> =>
    parseJson(await askNow(ports, connection, plugin, request, name));
  const found = await asVendor(plugin, connection, async () => read(await answer(resolve(name))));
  if (!complete) return found;
  const answers = await Promise.all(complete.requests(found).map((request) => answer(request).catch(orNothing)));
  return asVendor(plugin, connection, async () => complete.read(found, answers));
}

/** What a vendor does not tell (an older version, a right that is missing) is no reason to do without the rest. */
function orNothing(cause: unknown): undefined {
  if (cause instanceof NotFoundError || cause instanceof MalformedJsonError) return undefined;
  throw cause;
}

/** Reads what was found. @throws ForeignAnswerError when another product answered */
async function asVendor<T>(plugin: Plugin, connection: RunConnection, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof InvalidInputError || cause instanceof MalformedJsonError)) throw cause;
    throw foreignAnswer(plugin, connection, cause.message, { cause });
  }
}
