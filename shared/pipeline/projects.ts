import { places } from '../contract/places.ts';
import { Project } from '../contract/project.ts';
import { ScopeRecord } from '../contract/stored.ts';
import { NotFoundError } from '../errors.ts';
import { toItem } from './deep-json.ts';
import { rowsOf } from './expand.ts';
import type { TablePort } from './ports.ts';

/** Every product, by name. */
export async function listProjects(table: TablePort): Promise<readonly Project[]> {
  const found: Project[] = [];
  for await (const row of rowsOf(table, places.projects)) found.push(Project.parse(row));
  return found;
}

/** One product. @throws NotFoundError */
export async function readProject(table: TablePort, name: string): Promise<Project> {
  const row = await table.get(places.project(name));
  if (!row) throw new NotFoundError(`there is no project "${name}"; "sluice project list" lists what there is`);
  return Project.parse(row);
}

/** Keeps a product as it is given. */
export async function saveProject(table: TablePort, project: Project): Promise<void> {
  await table.writeMany([toItem({ ...places.project(project.name), ...Project.parse(project) })]);
}

/** A scope as it may be named. */
export interface NamedScope {
  readonly key: string;
  readonly name: string;
  readonly plugin: string;
  readonly connection: string;
}

/** Whether a user's way of writing a scope names this one: by key, `plugin:name` or `plugin@connection:name`. */
export function isNamed({ key, name, plugin, connection }: NamedScope, written: string): boolean {
  const low = written.toLowerCase();
  return (
    key === written ||
    `${plugin}:${name}`.toLowerCase() === low ||
    `${plugin}@${connection}:${name}`.toLowerCase() === low
  );
}

/** Whether a scope belongs to a product. */
export const holds = (project: Project, scope: NamedScope): boolean =>
  project.scopes.some((written) => isNamed(scope, written));

/**
 * Lets the next run of any of a product's scopes derive it anew, though nothing of them changes: for who may not, or cannot,
 * derive it at once.
 */
export async function deriveNext(table: TablePort, name: string): Promise<void> {
  const project = (await listProjects(table)).find((each) => each.name === name);
  if (!project) return;
  const keys: string[] = [];
  for await (const row of rowsOf(table, places.scopes)) {
    const scope = ScopeRecord.parse(row);
    if (holds(project, scope)) keys.push(scope.key);
  }
  await table.writeMany([], keys.map(places.enriched));
}

/** The scope that a key names, with the name it has in a run. */
export function namedScope({ key, name }: { readonly key: string; readonly name: string }): NamedScope {
  const [plugin = '', connection = ''] = key.split('/').map(decodeURIComponent);
  return { key, name, plugin, connection };
}
