import { places, scopeKey } from '../contract/places.ts';
import type { RunConnection } from '../contract/run.ts';
import { ScopeRecord } from '../contract/stored.ts';
import {
  CredentialError,
  ForeignAnswerError,
  InvalidInputError,
  NotFoundError,
  PermanentError,
  RateLimitedError,
  UnreachableError,
} from '../errors.ts';
import { parseJson } from '../plugin-sdk/json.ts';
import type { Plugin, ScopeSpec } from '../plugin-sdk/plugin.ts';
import type { RequestSpec } from '../plugin-sdk/request.ts';
import { toItem, toValue } from './deep-json.ts';
import type { ChancePort, ClockPort, Reply, TablePort, VendorPort } from './ports.ts';

/** What finding a scope works with. */
export interface ResolvePorts {
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly table: TablePort;
  readonly vendor: VendorPort;
  readonly clock: ClockPort;
  readonly chance: ChancePort;
}

const ATTEMPTS = 4;
const MOST_REDIRECTS = 3;
/** One request to find a scope takes no longer than this, in milliseconds. */
const PATIENCE = 30_000;

/** `github:owner/repo` → plugin and name. @throws InvalidInputError */
export function parseScopeName(plugins: ReadonlyMap<string, Plugin>, name: string): { plugin: Plugin; name: string } {
  const at = name.indexOf(':');
  const plugin = at > 0 ? plugins.get(name.slice(0, at)) : undefined;
  const known = [...plugins.keys()].join(', ');
  if (at <= 0) throw new InvalidInputError(`"${name}" is no scope; write plugin:name, for example github:owner/repo`);
  if (!plugin?.scope) throw new InvalidInputError(`there is no source "${name.slice(0, at)}"; there is: ${known}`);
  plugin.scope.resolve(name.slice(at + 1));
  return { plugin, name: name.slice(at + 1) };
}

/** Finds a scope's record: by the name it was synced under, or by asking the vendor, which is one request. */
export async function resolveScope(
  ports: ResolvePorts,
  connection: RunConnection,
  given: { plugin: Plugin; name: string; config?: unknown },
): Promise<ScopeRecord> {
  const { table } = ports;
  const { plugin, name } = given;
  const alias = places.alias(plugin.name, connection.name, name);
  const known = (await table.get(alias))?.scope;
  const stored = typeof known === 'string' ? await table.get(places.scope(known)) : undefined;
  const record = stored ? ScopeRecord.parse(stored) : await findScope(ports, connection, plugin, name);
  const changed =
    given.config === undefined ? record : { ...record, config: ScopeRecord.shape.config.parse(given.config) };
  if (changed.config !== null) checkConfig(plugin, changed.config);
  // What is known is not written again: somebody may have changed its mapping meanwhile.
  if (!stored || given.config !== undefined)
    await table.writeMany([toItem({ ...places.scope(changed.key), ...changed }), { ...alias, scope: changed.key }]);
  return changed;
}

/** Refuses a scope config that the plugin cannot use, naming the key. */
function checkConfig(plugin: Plugin, config: unknown): void {
  const read = plugin.scopeConfig?.safeParse(config);
  if (!read || read.success) return;
  const issue = read.error.issues[0];
  throw new InvalidInputError(`scope config: ${issue?.path.map(String).join('.')}: ${issue?.message}`);
}

async function findScope(
  ports: ResolvePorts,
  connection: RunConnection,
  plugin: Plugin,
  name: string,
): Promise<ScopeRecord> {
  if (!plugin.scope) throw new InvalidInputError(`${plugin.name} has no scopes`);
  const body = await askOnce(ports, connection, plugin, plugin.scope.resolve(name), name);
  const found = readFound(plugin, plugin.scope, connection, body);
  const key = scopeKey(plugin.name, connection.name, found.id);
  const before = await ports.table.get(places.scope(key));
  return ScopeRecord.parse({
    key,
    plugin: plugin.name,
    connection: connection.name,
    id: found.id,
    name: found.name,
    data: toValue(found.data),
    config: before?.config ?? plugin.proposedScopeConfig ?? {},
    derivation: before?.derivation ?? '',
  });
}

/** Reads what was found. @throws ForeignAnswerError when another product answered */
function readFound(plugin: Plugin, scope: ScopeSpec, connection: RunConnection, body: string) {
  try {
    return scope.read(parseJson(body));
  } catch (cause) {
    if (!(cause instanceof PermanentError)) throw cause;
    throw foreign(plugin.title ?? plugin.name, connection, cause.message, { cause });
  }
}

const foreign = (title: string, { baseUrl }: RunConnection, reason: string, options?: { cause: unknown }) =>
  new ForeignAnswerError(
    `${title} at ${baseUrl} does not answer as ${title} does (${reason}); is the base URL right?`,
    options,
  );

async function askOnce(
  ports: ResolvePorts,
  connection: RunConnection,
  plugin: Plugin,
  request: RequestSpec,
  name: string,
): Promise<string> {
  const { vendor, clock, chance } = ports;
  const title = plugin.title ?? plugin.name;
  const tokens = [...connection.tokens];
  let asked = request;
  let moves = 0;
  for (let attempt = 1; ; attempt += 1) {
    const deadline = clock.now() + PATIENCE;
    const token = tokens[0] ?? null;
    const reply = await vendor.ask({ plugin, connection, token, request: asked, deadline });
    if (reply.movedTo !== undefined && reply.verdict.kind !== 'page' && moves < MOST_REDIRECTS) {
      asked = { ...request, target: reply.movedTo };
      moves += 1;
      continue;
    }
    if (reply.verdict.kind === 'page' && reply.answer) return reply.answer.body;
    if ((reply.verdict.kind === 'credential' || reply.verdict.kind === 'limit') && tokens.length > 1) {
      tokens.shift();
      continue;
    }
    if (reply.verdict.kind === 'transient' && attempt < ATTEMPTS) {
      await clock.sleep(chance.next() * 500 * 2 ** attempt);
      continue;
    }
    throw failure(title, connection, name, reply);
  }
}

function failure(title: string, connection: RunConnection, name: string, { verdict, answer }: Reply): Error {
  const reason = 'reason' in verdict ? verdict.reason : `status ${answer?.status}`;
  const at = `${title} at ${connection.baseUrl}`;
  if (verdict.kind === 'credential') return new CredentialError(`${at} refuses the token: ${reason}; give a valid one`);
  if (verdict.kind === 'limit')
    return new RateLimitedError(`${at} has a limit in force: ${reason}`, verdict.until ?? 0);
  if (verdict.kind === 'transient' && answer?.status === 200) return foreign(title, connection, reason);
  if (verdict.kind === 'transient') return new UnreachableError(`${at} cannot be reached: ${reason}`);
  if (answer?.status === 404 && !/^\s*\{/.test(answer.body)) return foreign(title, connection, 'a 404 that is no JSON');
  if (answer?.status === 404) return new NotFoundError(`${at} knows no "${name}", or the token may not see it (404)`);
  return new NotFoundError(`${at} does not give "${name}": ${reason}`);
}
