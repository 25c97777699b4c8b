import type { Flaw } from './check-resource.ts';
import { type Configured, scopesOfBlueprint, sourceOf } from './configured.ts';
import type { KindName } from './resources.ts';

/** A flaw, and of which resource. */
export interface ResourceFlaw extends Flaw {
  readonly kind: KindName;
  readonly name: string;
}

/** Most scopes of one run. */
const MOST_SCOPES = 200;

/** What resources name that there is not, or that is of another plugin. */
export function checkReferences(all: Configured): readonly ResourceFlaw[] {
  return [
    ...all.connections.flatMap(({ name, plugin, scopeConfig }) =>
      checkScopeConfig(all, { kind: 'connections', name, plugin, scopeConfig }),
    ),
    ...all.scopes.flatMap(({ name, scopeConfig }) => {
      const { plugin } = sourceOf(name);
      return [
        ...checkConnection(all, { kind: 'scopes', name, path: ['name'] }, name),
        ...checkScopeConfig(all, { kind: 'scopes', name, plugin, scopeConfig }),
      ];
    }),
    ...all.projects.flatMap(({ name, scopes }) =>
      scopes.flatMap((scope, i) => checkConnection(all, { kind: 'projects', name, path: ['scopes', i] }, scope)),
    ),
    ...all.blueprints.flatMap((blueprint) => {
      const { name, project, scopes = [] } = blueprint;
      const missing = project !== undefined && !all.projects.some((each) => each.name === project);
      const count = scopesOfBlueprint(blueprint, all).length;
      const message = missing
        ? `there is no project "${project}"; there is: ${namesOf(all.projects)}`
        : count === 0
          ? `the project "${project}" has no scopes: nothing would be synced`
          : `the project "${project}" has ${count} scopes, a run at most ${MOST_SCOPES}: make several blueprints with scopes`;
      const isWrong = project !== undefined && (missing || count === 0 || count > MOST_SCOPES);
      return [
        ...(isWrong ? [{ kind: 'blueprints' as const, name, path: ['project'], message }] : []),
        ...scopes.flatMap((scope, i) => checkConnection(all, { kind: 'blueprints', name, path: ['scopes', i] }, scope)),
      ];
    }),
  ];
}

const namesOf = (all: readonly { readonly name: string }[]): string => all.map(({ name }) => name).join(', ') || 'none';

/** A connection need not be configured: the environment may have it. One that is has to be of the scope's plugin. */
function checkConnection(all: Configured, at: Omit<ResourceFlaw, 'message'>, scope: string): readonly ResourceFlaw[] {
  const { plugin, connection } = sourceOf(scope);
  const found = all.connections.find(({ name }) => name === connection);
  if (!found || found.plugin === plugin) return [];
  const message = `the connection "${connection}" is one of ${found.plugin}, not of ${plugin}: name another one, as in ${plugin}@NAME:…`;
  return [{ ...at, message }];
}

function checkScopeConfig(
  all: Configured,
  given: { kind: KindName; name: string; plugin: string; scopeConfig: string | undefined },
): readonly ResourceFlaw[] {
  const { kind, name, plugin, scopeConfig } = given;
  if (scopeConfig === undefined) return [];
  const found = all.scopeConfigs.find((each) => each.name === scopeConfig);
  const message = found
    ? `the scope config "${scopeConfig}" is one of ${found.plugin}, not of ${plugin}`
    : `there is no scope config "${scopeConfig}"; there is: ${namesOf(all.scopeConfigs)}`;
  return found?.plugin === plugin ? [] : [{ kind, name, path: ['scopeConfig'], message }];
}
