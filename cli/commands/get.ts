import { stringify } from 'yaml';
import type { ConfigStore, Stored } from '../../shared/config/config-store.ts';
import { type Configured, NOTHING, readConfigured } from '../../shared/config/configured.ts';
import { configSchema } from '../../shared/config/json-schema.ts';
import { namesOfReferrers, referrersOf } from '../../shared/config/referrers.ts';
import { kinds, type Named, type ResourceKind } from '../../shared/config/resources.ts';
import { InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { type ConfigHome, type HomeOptions, openConfigHome } from '../config/config-home.ts';
import { kindNamed } from '../config/kind-named.ts';
import { known } from '../config/read-file.ts';
import { areBlueprints, startsOf, startsTable } from '../config/starts.ts';
import { grid } from '../say.ts';

/** What `sluice get` and `sluice delete` were given. */
export interface GetArguments extends HomeOptions {
  readonly kind?: string;
  readonly name?: string;
  readonly json?: boolean;
  readonly yaml?: boolean;
}

/** Prints what is configured: all, a kind, or one. Answers the exit code. */
export async function get(given: GetArguments): Promise<number> {
  const wanted: readonly ResourceKind<Named>[] = given.kind === undefined ? kinds : [kindNamed(given.kind)];
  const home = await openConfigHome(given, 'read');
  try {
    if (given.yaml) process.stdout.write(yamlOf(only(await readConfigured(home.store), wanted, given.name)));
    else if (given.json) await printJson(home, await rowsOf(home.store, wanted, given.name));
    else if (given.name !== undefined)
      process.stdout.write(yamlOf(only(await readConfigured(home.store), wanted, given.name)));
    else await printTable(home, wanted);
    return 0;
  } finally {
    home.close();
  }
}

type Row = { readonly kind: ResourceKind<Named>; readonly resource: Stored<Named> };

async function rowsOf(
  store: ConfigStore,
  wanted: readonly ResourceKind<Named>[],
  name: string | undefined,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const kind of wanted)
    for (const resource of name === undefined ? await store.list(kind) : [await store.get(kind, name)])
      rows.push({ kind, resource });
  return rows;
}

async function printJson(home: ConfigHome, rows: readonly Row[]): Promise<void> {
  const isBlueprint = ({ kind }: Row): boolean => areBlueprints([kind]);
  const runs = rows.some(isBlueprint) ? await home.lastRuns() : undefined;
  for (const row of rows) {
    const { kind, resource } = row;
    const starts = runs && isBlueprint(row) ? startsOf(resource, runs, systemClock.now()) : {};
    process.stdout.write(`${JSON.stringify({ kind: kind.name, ...resource, ...starts })}\n`);
  }
}

async function printTable(home: ConfigHome, wanted: readonly ResourceKind<Named>[]): Promise<void> {
  const { where } = home;
  const rows = await rowsOf(home.store, wanted, undefined);
  if (rows.length > 0 && areBlueprints(wanted)) {
    const all = rows.map(({ resource }) => resource);
    const lines = startsTable(all, await home.lastRuns(), systemClock.now());
    process.stdout.write(`${lines.join('\n')}\n`);
    return;
  }
  const cells = rows.map(({ kind, resource }) => [kind.one, resource.name, resource.revision, resource.updatedAt]);
  const lines = grid(['kind', 'name', 'revision', 'updated'], cells);
  if (rows.length === 0) process.stdout.write(`nothing is configured in ${where}; sluice apply takes sluice.yaml\n`);
  else process.stdout.write(`${lines.join('\n')}\n`);
}

/** Some of it; what is named has to be there. */
function only(all: Configured, wanted: readonly ResourceKind<Named>[], name: string | undefined): Configured {
  const some = { ...NOTHING };
  for (const kind of wanted) {
    const found = all[kind.name].filter((each) => name === undefined || each.name === name);
    if (name !== undefined && found.length === 0) throw new NotFoundError(`there is no ${kind.one} "${name}"`);
    Object.assign(some, { [kind.name]: found });
  }
  return some;
}

/** As `sluice apply` takes it; empty kinds are left out. */
export function yamlOf(all: Configured): string {
  const sections = kinds.flatMap(({ name: kind }) => {
    const entries = all[kind].map(({ name, ...fields }): [string, object] => [name, fields]);
    return entries.length === 0 ? [] : [[kind, Object.fromEntries(entries)] as const];
  });
  return `# yaml-language-server: $schema=./sluice.schema.json\n${stringify({ version: 1, ...Object.fromEntries(sections) }, { lineWidth: 120 })}`;
}

/** Deletes one resource; what names it still keeps it. Answers the exit code. */
export async function deleteOne(
  given: HomeOptions & { readonly kind: string; readonly name: string; readonly json?: boolean },
): Promise<number> {
  const kind: ResourceKind<Named> = kindNamed(given.kind);
  const home = await openConfigHome(given, 'write');
  try {
    const all = await readConfigured(home.store);
    const found = referrersOf(all, kind.name, given.name);
    if (found.length > 0)
      throw new InvalidInputError(
        `${kind.one} "${given.name}" is used by ${namesOfReferrers(found)}: delete or change that first`,
      );
    if (!(await home.store.delete(kind, given.name)))
      throw new NotFoundError(`there is no ${kind.one} "${given.name}"`);
    if (kind.name === 'projects') await home.derive([given.name]);
    const done = { kind: kind.name, name: given.name, deleted: true };
    process.stdout.write(`${given.json ? JSON.stringify(done) : `${kind.one} ${given.name} deleted`}\n`);
    return 0;
  } finally {
    home.close();
  }
}

/** Prints the JSON Schema of sluice.yaml, for editors. */
export async function schema(): Promise<number> {
  process.stdout.write(`${JSON.stringify(configSchema(known()), undefined, 2)}\n`);
  return 0;
}
