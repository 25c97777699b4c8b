import { configStore } from '../../shared/config/config-store.ts';
import { projects } from '../../shared/config/resources.ts';
import { Project } from '../../shared/contract/project.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { enrichOne } from '../../shared/pipeline/enrich.ts';
import { listProjects, readProject } from '../../shared/pipeline/projects.ts';
import { readTable } from '../../shared/pipeline/read-data.ts';
import { parseScopeName } from '../../shared/pipeline/resolve-scope.ts';
import { compilePattern } from '../../shared/plugin-sdk/pattern.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { openUpgraded } from '../open-upgraded.ts';

/** What `sluice project set` was given. */
export interface ProjectArguments {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly store: string;
  readonly description?: string;
  readonly linkPattern?: string;
  /** `name=repository`, a name as often as it has repositories. */
  readonly component?: readonly string[];
  /** Pull requests that take others back are incidents. */
  readonly reverts?: boolean;
  readonly json?: boolean;
}

/** Says what belongs to a product, and derives at once what is derived for it. Answers the exit code. */
export async function setProject(given: ProjectArguments): Promise<number> {
  for (const scope of given.scopes) parseScopeName(plugins, scope);
  checkPattern(given.linkPattern ?? '');
  const project = Project.parse({
    name: given.name,
    scopes: given.scopes,
    ...(given.description !== undefined && { description: given.description }),
    ...(given.linkPattern !== undefined && { linkPattern: given.linkPattern }),
    ...(given.component && { affinity: 'component' as const, components: componentsOf(given.component) }),
    ...(given.reverts && { revertsAreIncidents: true }),
  });
  return withStore(given.store, 'write', async (ports) => {
    await configStore({ table: ports.table, clock: systemClock }).put(projects, project);
    const { written, unchanged, deleted } = await enrichOne(ports, { what: 'project', of: project.name }, BY_HAND);
    const done = { project: project.name, written, unchanged, deleted };
    const says = `${project.name}: ${written} rows written, ${unchanged} unchanged, ${deleted} removed`;
    process.stdout.write(`${given.json ? JSON.stringify(done) : says}\n`);
    return 0;
  });
}

function componentsOf(written: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const parts = written.map((text) => {
    const [, name, repo] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (name === undefined || repo === undefined)
      throw new InvalidInputError(`"${text}" is no component; write name=repository, such as checkout=github:acme/app`);
    return { name, repo };
  });
  return Object.fromEntries(
    [...Map.groupBy(parts, ({ name }) => name)].map(([name, its]) => [name, its.map(({ repo }) => repo)]),
  );
}

/** Rows that are derived by hand name no run. */
const BY_HAND = 'by-hand';

function checkPattern(source: string): void {
  try {
    compilePattern(source);
  } catch (cause) {
    throw new InvalidInputError(`the link pattern "${source}" is no RE2 pattern: ${String(cause)}`);
  }
}

/** Lists products with their scopes. */
export const listedProjects = (given: { store: string; json?: boolean }): Promise<number> =>
  withStore(given.store, 'read', async ({ table }) => {
    for (const project of await listProjects(table))
      process.stdout.write(
        `${given.json ? JSON.stringify(project) : `${project.name}: ${project.scopes.join(' ')}`}\n`,
      );
    return 0;
  });

/** Shows a product, and the rows that belong to it. */
export const showProject = (given: { name: string; store: string; json?: boolean }): Promise<number> =>
  withStore(given.store, 'read', async (ports) => {
    const project = await readProject(ports.table, given.name);
    const counted: { table: unknown; id: unknown }[] = [];
    for await (const { values } of readTable(ports, { table: 'project_mapping' }))
      if (values.projectName === given.name) counted.push({ table: values.table, id: values.rowId });
    const lines = given.json
      ? [JSON.stringify({ ...project, counted })]
      : [JSON.stringify(project), ...counted.map(({ table, id }) => `${table} ${id}`)];
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  });

/** Forgets a product and what was derived for it; what was collected stays. */
export const forgottenProject = (given: { name: string; store: string; json?: boolean }): Promise<number> =>
  withStore(given.store, 'write', async (ports) => {
    await readProject(ports.table, given.name);
    await configStore({ table: ports.table, clock: systemClock }).delete(projects, given.name);
    const { deleted } = await enrichOne(ports, { what: 'project', of: given.name }, BY_HAND);
    const says = `${given.name} is forgotten, ${deleted} derived rows removed`;
    process.stdout.write(`${given.json ? JSON.stringify({ project: given.name, deleted }) : says}\n`);
    return 0;
  });

async function withStore(
  folder: string,
  access: 'read' | 'write',
  work: (ports: Parameters<typeof enrichOne>[0]) => Promise<number>,
): Promise<number> {
  const store = await openUpgraded(folder, access);
  try {
    const { control: table, domain, objects } = store;
    return await work({ plugins, table, domain, objects, clock: systemClock });
  } finally {
    store.close();
  }
}
