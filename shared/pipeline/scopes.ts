import { places } from '../contract/places.ts';
import { ScopeRecord } from '../contract/stored.ts';
import { rank } from '../contract/work-item.ts';
import { HeldError, NotFoundError } from '../errors.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import type { BoundStream, Stream } from '../plugin-sdk/stream.ts';
import { toItem } from './deep-json.ts';
import { digest } from './identity.ts';
import type { TablePort, Write } from './ports.ts';

/** A scope with its plugin's streams at work in it. */
export interface OpenScope {
  readonly record: ScopeRecord;
  readonly plugin: Plugin;
  readonly streams: readonly Stream[];
  stream(name: string): { readonly stream: Stream; readonly bound: BoundStream };
}

/** Reads a scope's record. @throws NotFoundError */
export async function readScope(table: TablePort, key: string): Promise<ScopeRecord> {
  const stored = await table.get(places.scope(key));
  if (!stored) throw new NotFoundError(`there is no scope "${key}"`);
  return ScopeRecord.parse(stored);
}

/** How often a change of a scope is tried again when somebody else changed it in between. */
const TRIES = 20;

/**
 * Changes a scope's record on condition that nobody else did: a run that takes in a new name must not take back a mapping
 * that a user gives meanwhile. `change` answers undefined when nothing is to be done; `also` is written with it, and
 * what it checks is to hold.
 */
export async function changeScope(
  table: TablePort,
  key: string,
  change: (before: ScopeRecord) => ScopeRecord | undefined,
  also: readonly Write[] = [],
): Promise<ScopeRecord> {
  for (let i = 0; i < TRIES; i += 1) {
    const before = await readScope(table, key);
    const changed = change(before);
    if (!changed) return before;
    const after = { ...changed, rev: before.rev + 1 };
    // Records of before there were revisions have none.
    const when = before.rev === 0 ? { below: { rev: 1 } } : { equals: { rev: before.rev } };
    if (
      (await table.transact([{ kind: 'put', item: toItem({ ...places.scope(key), ...after }), when }, ...also])) ===
      'done'
    )
      return after;
  }
  throw new HeldError(`scope "${key}" is changed by others all the time`);
}

/** Binds a plugin's streams to a scope; each is bound when it is first used. */
export function openScope(plugin: Plugin, record: ScopeRecord): OpenScope {
  const bound = new Map<string, { stream: Stream; bound: BoundStream }>();
  const streams = plugin.streams ?? [];
  const binding = { connection: record.connection, scope: record.data, config: record.config };
  return {
    record,
    plugin,
    streams,
    stream: (name) => {
      const known = bound.get(name);
      if (known) return known;
      const stream = streams.find((candidate) => candidate.name === name);
      if (!stream) throw new NotFoundError(`plugin ${plugin.name} has no stream "${name}"`);
      const opened = { stream, bound: stream.bind(binding) };
      bound.set(name, opened);
      return opened;
    },
  };
}

/** Opens scopes, each once. */
export function scopeCache(plugins: ReadonlyMap<string, Plugin>, table: TablePort) {
  const open = new Map<string, Promise<OpenScope>>();
  return (key: string): Promise<OpenScope> => {
    const known = open.get(key);
    if (known) return known;
    const opening = readScope(table, key).then((record) => {
      const plugin = plugins.get(record.plugin);
      if (!plugin) throw new NotFoundError(`there is no plugin "${record.plugin}"`);
      return openScope(plugin, record);
    });
    open.set(key, opening);
    return opening;
  };
}

/** How many streams have to be converted before this one, because it looks something up in them. */
export function levelOf(streams: readonly Stream[], stream: Stream, seen: readonly string[] = []): number {
  if (seen.includes(stream.name)) throw new TypeError(`streams look each other up in a circle: ${seen.join(' → ')}`);
  const below = stream.lookups
    .filter((lookup) => lookup.stream !== stream.name && !lookup.late)
    .flatMap((lookup) => streams.filter((candidate) => candidate.name === lookup.stream))
    .map((provider) => 1 + levelOf(streams, provider, [...seen, stream.name]));
  return Math.max(0, ...below);
}

/** The rank of a stream's convert items: behind the barrier when it looks something up. */
export function convertRank(scope: OpenScope, stream: Stream): number {
  const level = levelOf(scope.streams, stream);
  return level === 0 ? rank.convert : rank.convertAfter + level;
}

/** The rank at which a child stream that is asked once a key is planned: in the plugin's order of streams. */
export const expandRank = (scope: OpenScope, stream: string): number =>
  rank.expand + scope.streams.filter(({ once }) => once).findIndex(({ name }) => name === stream);

/** Under which code and mapping a stream's records are derived. */
export const derivationOf = (scope: OpenScope, stream: Stream): string =>
  `${stream.version}.${digest(JSON.stringify(scope.record.config), 12)}`;

/** Under which code and mapping all of a scope's records are derived. */
export const scopeDerivation = (scope: OpenScope): string =>
  digest(scope.streams.map((stream) => `${stream.name} ${derivationOf(scope, stream)}`).join('\n'), 16);
