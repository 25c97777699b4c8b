import type { ConfigStore, Stored } from './config-store.ts';
import {
  type Blueprint,
  blueprints,
  type Connection,
  connections,
  type Metric,
  metrics,
  type Named,
  type Project,
  projects,
  type Scope,
  type ScopeConfig,
  scopeConfigs,
  scopes,
} from './resources.ts';

/** Everything that a user configured, each kind by name. */
export interface Configured {
  readonly connections: readonly Connection[];
  readonly scopeConfigs: readonly ScopeConfig[];
  readonly scopes: readonly Scope[];
  readonly projects: readonly Project[];
  readonly blueprints: readonly Blueprint[];
  readonly metrics: readonly Metric[];
}

/** Nothing. */
export const NOTHING: Configured = {
  connections: [],
  scopeConfigs: [],
  scopes: [],
  projects: [],
  blueprints: [],
  metrics: [],
};

/** Reads all that is stored; without revisions, as a user writes it. */
export async function readConfigured(store: Pick<ConfigStore, 'list'>): Promise<Configured> {
  const bare = <T extends Named>(all: readonly Stored<T>[], schema: { parse(value: unknown): T }) =>
    all.map((each) => schema.parse(each));
  return {
    connections: bare(await store.list(connections), connections.stored),
    scopeConfigs: bare(await store.list(scopeConfigs), scopeConfigs.stored),
    scopes: bare(await store.list(scopes), scopes.stored),
    projects: bare(await store.list(projects), projects.stored),
    blueprints: bare(await store.list(blueprints), blueprints.stored),
    metrics: bare(await store.list(metrics), metrics.stored),
  };
}

/** One set over another: what both have is of the upper one. */
export function over(upper: Configured, lower: Configured): Configured {
  const both = <T extends Named>(above: readonly T[], below: readonly T[]): readonly T[] => [
    ...new Map([...below, ...above].map((each) => [each.name, each])).values(),
  ];
  return {
    connections: both(upper.connections, lower.connections),
    scopeConfigs: both(upper.scopeConfigs, lower.scopeConfigs),
    scopes: both(upper.scopes, lower.scopes),
    projects: both(upper.projects, lower.projects),
    blueprints: both(upper.blueprints, lower.blueprints),
    metrics: both(upper.metrics, lower.metrics),
  };
}

/** The scopes that a blueprint syncs. */
export function scopesOfBlueprint(
  { scopes: own, project }: Blueprint,
  all: Pick<Configured, 'projects'>,
): readonly string[] {
  return own ?? all.projects.find(({ name }) => name === project)?.scopes ?? [];
}

/** Every scope that is to be synced: named by itself, by a blueprint or by a project; each once. */
export function scopesToSync(all: Configured): readonly string[] {
  const names = [
    ...all.scopes.map(({ name }) => name),
    ...all.projects.flatMap((project) => project.scopes),
    ...all.blueprints.flatMap((blueprint) => scopesOfBlueprint(blueprint, all)),
  ];
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}

/** The plugin and the connection that a scope's name says: the connection that it does not name is called as its plugin. */
export function sourceOf(scope: string): { readonly plugin: string; readonly connection: string } {
  const [plugin = '', connection] = scope.slice(0, scope.indexOf(':')).split('@', 2);
  return { plugin, connection: connection ?? plugin };
}
