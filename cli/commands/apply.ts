import { checkReferences } from '../../shared/config/check-references.ts';
import type { ConfigStore } from '../../shared/config/config-store.ts';
import { type Configured, readConfigured } from '../../shared/config/configured.ts';
import { type Change, differences, notIn } from '../../shared/config/difference.ts';
import { kinds, type Named, type ResourceKind } from '../../shared/config/resources.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { checkMetrics } from '../config/check-metrics.ts';
import { type ConfigHome, type HomeOptions, openConfigHome } from '../config/config-home.ts';
import { printChange } from '../config/print-change.ts';
import { readFileOfConfig, textOf } from '../config/read-file.ts';
import { sayTo } from '../say.ts';

/** What `sluice diff` and `sluice apply` were given. */
export interface ApplyArguments extends HomeOptions {
  readonly file: string;
  /** Deletes what the file does not name. */
  readonly prune?: boolean;
  readonly json?: boolean;
  /** On the standard error only, and only what was changed. */
  readonly quiet?: boolean;
}

interface Plan {
  readonly changes: readonly Change[];
  readonly after: Configured;
  readonly staying: readonly { readonly kind: string; readonly name: string }[];
}

/** Shows what `sluice apply` would change. Answers 1 when there is something, 0 when there is nothing. */
export async function diff(given: ApplyArguments): Promise<number> {
  const home = await openConfigHome(given, 'read');
  try {
    const plan = await planOf(home, given);
    print(plan, given, 'would be ');
    return plan.changes.length > 0 ? 1 : 0;
  } finally {
    home.close();
  }
}

/** Makes what is configured as the file describes it; everything is checked before anything is written. */
export async function apply(given: ApplyArguments): Promise<number> {
  // Nothing is made, not even a store, of a file that cannot be used.
  await readFileOfConfigAlone(given);
  const home = await openConfigHome(given, 'write');
  try {
    const plan = await planOf(home, given);
    for (const change of inOrder(plan.changes)) await make(home.store, change, plan.after);
    const projects = plan.changes.filter(({ kind }) => kind === 'projects').map(({ name }) => name);
    const isDerived = await home.derive(projects);
    print(plan, given, '');
    if (!isDerived)
      sayTo(process.stderr).line(
        'somebody else works in the store: the next sync derives what belongs to the projects',
      );
    return 0;
  } finally {
    home.close();
  }
}

async function readFileOfConfigAlone(given: ApplyArguments): Promise<void> {
  const home = await openConfigHome(given, 'read');
  try {
    await planOf(home, given);
  } finally {
    home.close();
  }
}

async function planOf({ store }: ConfigHome, given: ApplyArguments): Promise<Plan> {
  const { file, prune = false } = given;
  const before = await readConfigured(store);
  const after = await readFileOfConfig(file, prune ? undefined : before);
  const staying = prune ? [] : notIn(before, after);
  if (prune) {
    const [flaw] = checkReferences(after);
    if (flaw) throw new InvalidInputError(`${flaw.kind}.${flaw.name}: ${flaw.message}`);
  }
  const changes = differences(before, after, { prune });
  await checkMetrics({ path: file, text: await textOf(file) }, changes, after, given);
  return { changes, after, staying };
}

/** A resource is written behind those that it names, and deleted before them: neither is refused on the way. */
const ORDER: readonly Change['kind'][] = ['scopeConfigs', 'connections', 'scopes', 'projects', 'blueprints', 'metrics'];

function inOrder(changes: readonly Change[]): readonly Change[] {
  const at = ({ kind, what }: Change) =>
    what === 'delete' ? 2 * ORDER.length - ORDER.indexOf(kind) : ORDER.indexOf(kind);
  return changes.toSorted((a, b) => at(a) - at(b));
}

async function make(store: ConfigStore, { kind: name, name: of, what }: Change, after: Configured): Promise<void> {
  const kind: ResourceKind<Named> | undefined = kinds.find((each) => each.name === name);
  if (!kind) return;
  const found = after[name].find((each) => each.name === of);
  // All of it was checked together, in whichever order it is written.
  if (what === 'delete') await store.delete(kind, of, { anyway: true });
  else if (found) await store.put(kind, found, { anyway: true });
}

function print({ changes, staying }: Plan, { json, quiet }: ApplyArguments, were: string): void {
  if (json) {
    for (const change of changes) process.stdout.write(`${JSON.stringify(change)}\n`);
    return;
  }
  if (quiet && changes.length === 0) return;
  const say = sayTo(quiet ? process.stderr : process.stdout);
  for (const change of changes) printChange(change, say);
  if (changes.length > 0) say.line();
  const count = (what: Change['what']) => changes.filter((change) => change.what === what).length;
  const [created, changed, deleted] = [count('create'), count('change'), count('delete')];
  say.line(
    changes.length === 0 ? 'nothing differs' : `${created} ${were}created, ${changed} changed, ${deleted} deleted`,
  );
  if (quiet || staying.length === 0) return;
  const names = staying.map(({ kind, name }) => `${kind}.${name}`).join(', ');
  sayTo(process.stderr).line(`stays, though the file does not name it (--prune deletes it): ${names}`);
}
