import { canonical } from '../pipeline/identity.ts';
import type { Configured } from './configured.ts';
import { type KindName, kinds, type Named } from './resources.ts';

/** One field that would change; absent values are undefined. */
export interface ChangedField {
  /** `options.full`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What would become of one resource. */
export interface Change {
  readonly kind: KindName;
  readonly name: string;
  readonly what: 'create' | 'change' | 'delete';
  readonly fields: readonly ChangedField[];
}

/**
 * What makes `after` of `before`: first what is created and changed, in the order of references, then what is deleted, in
 * the other. Without `prune`, what `after` does not name stays.
 */
export function differences(before: Configured, after: Configured, { prune }: { prune: boolean }): readonly Change[] {
  const written = kinds.flatMap(({ name: kind }) => after[kind].flatMap((each) => changeOf(kind, before[kind], each)));
  const gone = kinds
    .toReversed()
    .flatMap(({ name: kind }) => missing(before[kind], after[kind]).map((each) => removal(kind, each)));
  return prune ? [...written, ...gone] : written;
}

/** What is stored and is not in the file. */
export const notIn = (before: Configured, after: Configured): readonly { kind: KindName; name: string }[] =>
  kinds.flatMap(({ name: kind }) => missing(before[kind], after[kind]).map(({ name }) => ({ kind, name })));

const missing = (before: readonly Named[], after: readonly Named[]): readonly Named[] => {
  const names = new Set(after.map(({ name }) => name));
  return before.filter(({ name }) => !names.has(name));
};

const removal = (kind: KindName, each: Named): Change => ({
  kind,
  name: each.name,
  what: 'delete',
  fields: changedFields(each, {}),
});

function changeOf(kind: KindName, before: readonly Named[], after: Named): readonly Change[] {
  const old = before.find(({ name }) => name === after.name);
  const fields = changedFields(old ?? {}, after);
  return fields.length === 0 && old ? [] : [{ kind, name: after.name, what: old ? 'change' : 'create', fields }];
}

function changedFields(before: object, after: object, above = ''): readonly ChangedField[] {
  const [old, young] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const keys = [...new Set([...old.keys(), ...young.keys()])].filter((key) => above !== '' || key !== 'name');
  return keys.flatMap((key) => {
    const [from, to]: readonly unknown[] = [old.get(key), young.get(key)];
    const path = above === '' ? key : `${above}.${key}`;
    if (canonical(from) === canonical(to)) return [];
    if (isRecord(from) && isRecord(to)) return changedFields(from, to, path);
    return [{ path, before: from, after: to }];
  });
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
