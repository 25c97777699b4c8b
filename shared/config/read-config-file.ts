import { type Document, isMap, isScalar, isSeq, LineCounter, type Pair, parseAllDocuments } from 'yaml';
import { checkReferences, type ResourceFlaw } from './check-references.ts';
import { type Known, readResource } from './check-resource.ts';
import { type Configured, NOTHING, over } from './configured.ts';
import { kinds, type Named, type ResourceKind } from './resources.ts';

/** What is wrong in a file, and where; lines and columns count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  /** `blueprints.nightly.zone`. */
  readonly path: string;
  readonly message: string;
}

/** What a file describes, or everything that is wrong with it. */
export type ConfigFile =
  | { readonly kind: 'good'; readonly configured: Configured }
  | { readonly kind: 'bad'; readonly problems: readonly Problem[] };

type Path = readonly (string | number)[];
type Say = (path: Path, message: string, isKey?: boolean) => void;

/**
 * Reads `sluice.yaml`. What it names has to be in it, or in `beside`: what is stored, and stays when the file is applied.
 */
export function readConfigFile(text: string, known: Known, beside: Configured = NOTHING): ConfigFile {
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(text, { lineCounter: lines, version: '1.2', prettyErrors: false })];
  const [document, second] = documents;
  const problems: Problem[] = [];
  const say = (offset: number, path: Path, message: string): void => {
    const { line, col } = lines.linePos(offset);
    problems.push({ line: Math.max(line, 1), column: Math.max(col, 1), path: path.join('.'), message });
  };
  for (const each of documents)
    for (const { pos, message } of [...each.errors, ...each.warnings])
      say(beyondSpace(text, pos[0]), [], sentence(message));
  if (second) say(second.range[0], [], 'there is a second document; write one, without ---');
  if (problems.length > 0 || !document) return ended(problems, NOTHING);
  if (document.contents === null) return ended(problems, NOTHING);
  const flaw: Say = (path, message, isKey = false) => say(offsetOf(document, path, isKey), path, message);
  const configured = readDocument(document, known, flaw);
  // A name that is wrong is said once; what is wrong with it makes no more of it.
  if (problems.length === 0)
    for (const { kind, name, path, message } of checkReferences(over(configured, beside)))
      if (names(configured, { kind, name })) flaw([kind, name, ...(path[0] === 'name' ? [] : path)], message);
  return ended(problems, configured);
}

const ended = (problems: readonly Problem[], configured: Configured): ConfigFile =>
  problems.length === 0
    ? { kind: 'good', configured }
    : { kind: 'bad', problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };

const names = (all: Configured, { kind, name }: Pick<ResourceFlaw, 'kind' | 'name'>): boolean =>
  all[kind].some((each) => each.name === name);

/** A doubled key behind an empty value is told at the end of the line before it. */
const beyondSpace = (text: string, offset: number): number =>
  offset + (/^\s*(?=\S)/.exec(text.slice(offset))?.[0].length ?? 0);

/** yaml's message without what it quotes, in our style. */
const sentence = (message: string): string => {
  const [first = ''] = message.split('\n');
  return `${first.slice(0, 1).toLowerCase()}${first.slice(1)}`;
};

function readDocument(document: Document, known: Known, flaw: Say): Configured {
  const content = asRecord(jsonOf(document, flaw));
  const expected = kinds.map(({ name }) => name);
  if (!content) {
    flaw([], `write ${expected.join(', ')}, each with names below it`);
    return NOTHING;
  }
  for (const key of Object.keys(content))
    if (key !== 'version' && !expected.some((name) => name === key))
      flaw([key], `"${key}" is unknown here; there is: version, ${expected.join(', ')}`, true);
  if ('version' in content && content.version !== 1) flaw(['version'], 'this Sluice reads version 1');
  const section = <T extends Named>(kind: ResourceKind<T>): readonly T[] => {
    const written = content[kind.name] ?? {};
    const entries = asRecord(written);
    if (!entries) flaw([kind.name], 'write names with what they are below them, no list');
    return Object.entries(entries ?? {}).flatMap(([name, body]) => readEntry(kind, name, body, known, flaw));
  };
  const [a, b, c, d, e, f] = kinds;
  return {
    connections: section(a),
    scopeConfigs: section(b),
    scopes: section(c),
    projects: section(d),
    blueprints: section(e),
    metrics: section(f),
  };
}

function jsonOf(document: Document, flaw: Say): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    flaw([], `it cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
    return {};
  }
}

function readEntry<T extends Named>(
  kind: ResourceKind<T>,
  name: string,
  body: unknown,
  known: Known,
  flaw: Say,
): readonly T[] {
  // A scope needs no more than its name.
  const fields = body === null ? {} : asRecord(body);
  if (!fields) {
    flaw([kind.name, name], `write the fields of the ${kind.one} below its name`);
    return [];
  }
  if ('name' in fields) flaw([kind.name, name, 'name'], 'the name stands above; leave it out here', true);
  const read = readResource(kind, { ...fields, name }, known);
  for (const { path, message, unknown } of read.flaws)
    flaw([kind.name, name, ...(path[0] === 'name' ? [] : path)], message, unknown);
  return 'resource' in read ? [read.resource] : [];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** Where a path is in the text: its value; its key, where the key is what is meant; or what is nearest above. */
function offsetOf(document: Document, path: Path, isKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    const pair = pairIn(node, part);
    const value: unknown = pair ? pair.value : isSeq(node) && typeof part === 'number' ? node.items[part] : undefined;
    const isLast = depth === path.length - 1;
    // The name of a resource, or of a section, stands for all of it.
    const key = pair && startOf(pair.key);
    const found =
      pair && (isKey || isMap(value) || isSeq(value) || !isLast || isNothing(value)) ? key : (startOf(value) ?? key);
    if (found === undefined) return offset;
    offset = found;
    node = value;
  }
  return offset;
}

const isNothing = (value: unknown): boolean => value === null || (isScalar(value) && value.value === null);

const pairIn = (node: unknown, part: string | number): Pair<unknown, unknown> | undefined =>
  isMap(node) ? node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(part)) : undefined;

function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  return Number(node.range[0]);
}
