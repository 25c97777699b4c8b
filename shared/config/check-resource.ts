import * as z from 'zod';
import { InvalidInputError } from '../errors.ts';
import { parseScopeName } from '../pipeline/resolve-scope.ts';
import { compilePattern } from '../plugin-sdk/pattern.ts';
import type { PluginHead } from '../plugin-sdk/plugin.ts';
import {
  blueprints,
  connections,
  metrics,
  type Named,
  projects,
  type ResourceKind,
  scopeConfigs,
  scopes,
} from './resources.ts';

/** What is wrong with a resource, and where in it. */
export interface Flaw {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The last part of the path should not be there at all. */
  readonly unknown?: true;
}

/** A plugin as far as a resource can be checked against it: without `scopeConfig`, mappings are taken as they are. */
export type KnownPlugin = PluginHead & { readonly scopeConfig?: z.ZodType };

/** What resources are checked against. */
export interface Known {
  readonly plugins: ReadonlyMap<string, KnownPlugin>;
  /** Names of metrics that are there already. */
  readonly metrics?: ReadonlySet<string>;
  /** What may tell why a metric has no value. */
  readonly explanations?: ReadonlySet<string>;
}

/** Reads a resource as a user writes it; answers it, or everything that is wrong with it by itself. */
export function readResource<T extends Named>(
  kind: ResourceKind<T>,
  written: unknown,
  known: Known,
): { readonly resource: T; readonly flaws: readonly [] } | { readonly flaws: readonly Flaw[] } {
  const read = kind.written.safeParse(written);
  if (!read.success) return { flaws: read.error.issues.flatMap((issue) => flawsOf(issue, kind.written)) };
  const flaws = flawsOfMeaning(kind, read.data, known);
  return flaws.length > 0 ? { flaws } : { resource: read.data, flaws: [] };
}

/** As `readResource`; throws the first thing that is wrong. @throws InvalidInputError */
export function acceptResource<T extends Named>(kind: ResourceKind<T>, written: unknown, known: Known): T {
  const read = readResource(kind, written, known);
  if ('resource' in read) return read.resource;
  const [flaw] = read.flaws;
  throw new InvalidInputError(`${kind.one}: ${where(flaw?.path ?? [])}${flaw?.message}`, flaw?.path ?? []);
}

const where = (path: readonly (string | number)[]): string => (path.length === 0 ? '' : `${path.join('.')}: `);

/** What zod found, in our words; unknown keys one by one, with those that there are. */
function flawsOf(issue: z.core.$ZodIssue, schema: z.ZodType): readonly Flaw[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const known = path.length === 0 && schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    const remedy = known.length > 0 ? `; there is: ${known.filter((key) => key !== 'name').join(', ')}` : '';
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `"${key}" is unknown here${remedy}`,
      unknown: true,
    }));
  }
  return [{ path, message: sentence(issue) }];
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type')
    return issue.message.endsWith('undefined') ? `it is missing: give a ${issue.expected}` : `give a ${issue.expected}`;
  if (issue.code === 'invalid_value') return `give one of ${issue.values.join(', ')}`;
  return issue.message;
}

function flawsOfMeaning<T extends Named>(kind: ResourceKind<T>, resource: T, known: Known): readonly Flaw[] {
  const check = CHECKS.get(kind.name);
  return check ? check(resource, known) : [];
}

type Check = (resource: unknown, known: Known) => readonly Flaw[];

const checkOf = <T extends Named>(
  kind: ResourceKind<T>,
  check: (resource: T, known: Known) => readonly Flaw[],
): readonly [string, Check] => [kind.name, (resource, known) => check(kind.stored.parse(resource), known)];

const CHECKS: ReadonlyMap<string, Check> = new Map([
  checkOf(connections, ({ plugin }, known) => checkPlugin(plugin, known)),
  checkOf(scopeConfigs, ({ plugin, mapping }, known) => {
    const unknown = checkPlugin(plugin, known);
    const schema = known.plugins.get(plugin)?.scopeConfig;
    const issues = schema?.safeParse(mapping).error?.issues ?? [];
    const flaws = schema ? issues.flatMap((issue) => flawsOf(issue, schema)) : [];
    return [...unknown, ...flaws.map((flaw) => ({ ...flaw, path: ['mapping', ...flaw.path] }))];
  }),
  checkOf(scopes, ({ name }, known) => checkScope(name, ['name'], known)),
  checkOf(projects, ({ scopes: names, linkPattern }, known) => [
    ...names.flatMap((name, i) => checkScope(name, ['scopes', i], known)),
    ...checkPattern(linkPattern),
  ]),
  checkOf(blueprints, ({ scopes: names = [] }, known) =>
    names.flatMap((name, i) => checkScope(name, ['scopes', i], known)),
  ),
  checkOf(metrics, ({ name, explain }, known) => [
    ...(known.metrics?.has(name)
      ? [{ path: ['name'], message: `there is a metric "${name}" already; give it another name` }]
      : []),
    ...(known.explanations?.has(explain) === false
      ? [{ path: ['explain'], message: `give one of ${[...known.explanations].join(', ')}` }]
      : []),
  ]),
]);

function checkPlugin(name: string, { plugins }: Known): readonly Flaw[] {
  if (plugins.has(name)) return [];
  return [{ path: ['plugin'], message: `there is no plugin "${name}"; there is: ${[...plugins.keys()].join(', ')}` }];
}

function checkScope(name: string, path: Flaw['path'], { plugins }: Known): readonly Flaw[] {
  try {
    parseScopeName(plugins, name);
    return [];
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause;
    return [{ path, message: cause.message }];
  }
}

function checkPattern(source: string): readonly Flaw[] {
  try {
    compilePattern(source);
    return [];
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return [{ path: ['linkPattern'], message: `"${source}" is no RE2 pattern: ${reason}` }];
  }
}
