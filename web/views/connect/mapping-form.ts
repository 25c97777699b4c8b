import type { Plugin, Property, Sample } from '../../answers.ts';

/** What is made up has nobody to be asked. */
export const SAMPLE = 'sample';

/** A mapping while it is being written. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Streams that a mapping changes most come first. */
const FIRST = ['issues', 'pull_requests', 'merge_requests', 'builds', 'incidents', 'bugs', 'stories'];

/** Streams that can be tried before anything was synced. */
export const streamsToTry = ({ streams }: Plugin): readonly string[] => {
  const names = streams.filter(({ child }) => !child).map(({ name }) => name);
  const first = FIRST.filter((name) => names.includes(name));
  return [...first, ...names.filter((name) => !first.includes(name))];
};

/** The stream that is tried first. */
export const usualStream = (plugin: Plugin): string => streamsToTry(plugin)[0] ?? '';

/** Keys that a mapping has, those of the proposal first. */
export function keysOf({ scopeConfigSchema, proposedScopeConfig }: Plugin): readonly (readonly [string, Property])[] {
  const all = Object.entries(scopeConfigSchema?.properties ?? {});
  const isProposed = ([name]: readonly [string, Property]): boolean => name in (proposedScopeConfig ?? {});
  return [...all.filter(isProposed), ...all.filter((each) => !isProposed(each))];
}

/** What a control shows of a value. */
export const textOf = (value: unknown, { type }: Property): string => {
  if (value === undefined || value === null) return '';
  if (type === 'array' && Array.isArray(value) && value.every((each) => typeof each !== 'object'))
    return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
};

/** A value of what a control shows; undefined leaves the key out. @throws SyntaxError when it has to be JSON and is none */
export function readText(text: string, { type }: Property, isJson: boolean): unknown {
  if (text.trim() === '') return undefined;
  if (isJson) return JSON.parse(text);
  if (type === 'array')
    return text
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean);
  return text;
}

/** Whether a key is written as JSON: what is no text, and no list of texts. */
export const isWrittenAsJson = (value: unknown, { type }: Property): boolean =>
  type !== 'string' &&
  !(type === 'array' && (!Array.isArray(value) || value.every((each) => typeof each !== 'object')));

/** So many things are shown; more are asked for, since some become no record. */
const SHOWN = 3;

/** The samples that tell most: those that become a record, and the others only where there are too few. */
export const tellingFirst = (samples: readonly Sample[]): readonly Sample[] =>
  [
    ...samples.filter(({ records, problems }) => records.length + problems.length > 0),
    ...samples.filter(({ records, problems }) => records.length + problems.length === 0),
  ].slice(0, SHOWN);

/** Columns that a mapping decides, before those that the vendor does. */
const DECIDED = /^(type|status|priority|severity|component|environment|result|story_point|due_date|epic_key)$/;

/** The cells of a record that hold something: those that changed, then those that the mapping decides, then the others. */
export function cellsOf(
  record: Readonly<Record<string, unknown>>,
  isChanged: (name: string) => boolean,
): readonly (readonly [string, unknown])[] {
  const rank = (name: string): number => (isChanged(name) ? 0 : DECIDED.test(name) ? 1 : 2);
  return Object.entries(record)
    .filter(([name, value]) => (value !== null && value !== '') || isChanged(name))
    .toSorted(([a], [b]) => rank(a) - rank(b));
}

/** Columns of the first record of a sample, told from how they were before: `table column`. */
export function changedColumns(now: Sample, before: Sample | undefined): ReadonlySet<string> {
  const cells = (sample: Sample | undefined) =>
    new Map(
      (sample?.records ?? []).flatMap(({ table, record }, i) =>
        Object.entries(record).map(([name, value]): [string, string] => [`${i} ${table} ${name}`, String(value ?? '')]),
      ),
    );
  const [own, other] = [cells(now), cells(before)];
  return new Set(before === undefined ? [] : [...own].flatMap(([at, value]) => (other.get(at) === value ? [] : [at])));
}
