import type { repos } from '../domain/code.ts';
import { projectIncidentDeploymentRelationships } from '../domain/crossdomain.ts';
import { type Row, row } from '../domain/table.ts';
import type { incidents } from '../domain/ticket.ts';
import { compareIds, type Given, groupBy, instantOf } from './given.ts';
import { comparableUrl, type DeploymentCommit } from './previous-success.ts';

/** What finding an incident's deployment needs of it. */
export type FollowingIncident = Pick<Given<typeof incidents>, 'id' | 'createdDate' | 'component' | 'deploymentId'>;

/** The repositories of components, by name in lower case: how they are told apart is `repoKeys`. */
export type Affinity = ReadonlyMap<string, ReadonlySet<string>>;

interface Finished {
  readonly at: number;
  readonly deployment: string;
  readonly repos: readonly string[];
}

/** How a repository is recognized: by its id, and by its address however it is written. */
const repoKeys = (id: string | null | undefined, url: string | null | undefined): readonly string[] => [
  ...(id ? [id] : []),
  ...(url ? [comparableUrl(url)] : []),
];

/** The production deployments of a product by the time at which they finished. */
const productionDeployments = (deployments: readonly DeploymentCommit[]): readonly Finished[] =>
  deployments
    .flatMap(({ id, cicdDeploymentId, result, environment, finishedDate, repoId, repoUrl }) => {
      const at = instantOf(finishedDate);
      if (result !== 'SUCCESS' || environment !== 'PRODUCTION' || at === undefined) return [];
      return [{ at, deployment: cicdDeploymentId || id, repos: repoKeys(repoId, repoUrl) }];
    })
    .sort((a, b) => a.at - b.at || compareIds(a.deployment, b.deployment));

/**
 * Finds the deployment that an incident is put down to: the one that it names itself; else the last one to production that had
 * finished before the incident was created. Where the incident's component is one of `affinity`, only deployments of its
 * repositories count. One from before the first deployment has none.
 */
export function deploymentOfIncident(
  projectName: string,
  deployments: readonly DeploymentCommit[],
  affinity: Affinity = new Map(),
): (incident: FollowingIncident) => Row | undefined {
  const production = productionDeployments(deployments);
  const known = new Set(deployments.map(({ id, cicdDeploymentId }) => cicdDeploymentId || id));
  const ofComponents = new Map<string, readonly Finished[]>();
  const candidates = (component: string | null | undefined): readonly Finished[] => {
    const its = componentsOf(component).flatMap((name) => affinity.get(name) ?? []);
    if (its.length === 0) return production;
    const name = component ?? '';
    const found =
      ofComponents.get(name) ?? production.filter(({ repos: of }) => of.some((key) => its.some((one) => one.has(key))));
    ofComponents.set(name, found);
    return found;
  };
  return (incident) => {
    const deploymentId = incident.deploymentId
      ? namedDeployment(incident.id, incident.deploymentId, known)
      : lastBefore(instantOf(incident.createdDate), candidates(incident.component));
    return deploymentId === undefined
      ? undefined
      : row(projectIncidentDeploymentRelationships, { id: incident.id, projectName, deploymentId });
  };
}

/** A pushed incident names a deployment as it was pushed to the same connection, whose id here begins with that connection. */
function namedDeployment(incident: string, name: string, known: ReadonlySet<string>): string {
  const [plugin, connection] = incident.split(':');
  const pushed = `${plugin}:${connection}:${name}`;
  return !known.has(name) && known.has(pushed) ? pushed : name;
}

function lastBefore(created: number | undefined, production: readonly Finished[]): string | undefined {
  if (created === undefined) return undefined;
  let [low, high] = [0, production.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((production[middle]?.at ?? 0) < created) low = middle + 1;
    else high = middle;
  }
  return production[low - 1]?.deployment;
}

/** An issue may have several components, separated by commas. */
const componentsOf = (text: string | null | undefined): readonly string[] =>
  (text ?? '').split(',').flatMap((name) => name.trim().toLowerCase() || []);

/**
 * The repositories that a user says a component is made of, found among those that are known: by id, by address, by name, or
 * as a scope is written (`github:acme/app`). One that is not known still is recognized by its address.
 */
export function componentRepos(
  components: Readonly<Record<string, readonly string[]>>,
  known: readonly Given<typeof repos>[],
): Affinity {
  const byName = groupBy(known, ({ name }) => name?.toLowerCase());
  const byUrl = groupBy(known, ({ url }) => (url ? comparableUrl(url) : undefined));
  const keysOf = (written: string): readonly string[] => {
    const plugin = /^([a-z]+)(?:@[a-z0-9-]+)?:(.+)$/.exec(written);
    const found = [
      ...known.filter(({ id }) => id === written),
      ...(byUrl.get(comparableUrl(written)) ?? []),
      ...(byName.get(written.toLowerCase()) ?? []),
      ...(byName.get(plugin?.[2]?.toLowerCase() ?? '') ?? []).filter(({ id }) => id.startsWith(`${plugin?.[1]}:`)),
    ];
    return [...found.flatMap(({ id, url }) => repoKeys(id, url)), comparableUrl(written)];
  };
  return new Map(
    Object.entries(components).map(([name, written]) => [
      name.trim().toLowerCase(),
      new Set(written.flatMap((one) => keysOf(one))),
    ]),
  );
}
