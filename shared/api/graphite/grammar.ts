/** What a target says, before it is computed; `at` is where it stands in the text. */
export type Node =
  | { readonly kind: 'path'; readonly text: string; readonly at: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Node[];
      readonly named: ReadonlyMap<string, Node>;
      readonly at: number;
    }
  | { readonly kind: 'string'; readonly value: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'constant'; readonly value: boolean | null; readonly at: number };

/** What is wrong with a question, in words that Grafana shows; `status` is the answer's. */
export class GraphiteError extends Error {
  override readonly name = 'GraphiteError';
  readonly status: number;
  constructor(message: string, status = 400, options?: { cause?: unknown }) {
    super(message, options);
    this.status = status;
  }
}

const DEEPEST = 32;
const LONGEST = 16 * 1024;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WORDS: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ['true', true],
  ['false', false],
  ['none', null],
  ['inf', Number.POSITIVE_INFINITY],
]);

/** Reads a target: nested calls, pipes, strings, numbers, paths with globs. @throws GraphiteError with the position */
export function parseTarget(text: string): Node {
  if (text.length > LONGEST) throw new GraphiteError(`the target is longer than ${LONGEST} characters`);
  let at = 0;
  const wrong = (what: string): never => {
    throw new GraphiteError(`${what} at position ${at + 1} of ${shown(text)}`);
  };
  const skip = (): void => {
    while (/\s/.test(text[at] ?? '')) at += 1;
  };
  const expression = (depth: number): Node => {
    if (depth > DEEPEST) wrong(`deeper than ${DEEPEST} calls`);
    let node = operand(depth);
    for (skip(); text[at] === '|'; skip()) {
      at += 1;
      skip();
      const next = operand(depth + 1);
      if (next.kind !== 'call') return wrong('a function is missing behind "|"');
      node = { ...next, args: [node, ...next.args] };
    }
    return node;
  };
  const operand = (depth: number): Node => {
    skip();
    const begins = at;
    const first = text[at] ?? '';
    if (first === '"' || first === "'") {
      const end = text.indexOf(first, at + 1);
      if (end < 0) wrong('a string does not end');
      at = end + 1;
      return { kind: 'string', value: text.slice(begins + 1, end), at: begins };
    }
    const name = word();
    if (name === '') wrong(at >= text.length ? 'something is missing' : `"${first}" is not expected`);
    if (text[at] === '(') return call(name, begins, depth);
    if (NUMBER.test(name)) return { kind: 'number', value: Number(name), at: begins };
    const value = WORDS.get(name.toLowerCase());
    if (typeof value === 'number') return { kind: 'number', value, at: begins };
    if (value !== undefined) return { kind: 'constant', value, at: begins };
    return { kind: 'path', text: name, at: begins };
  };
  const word = (): string => {
    const begins = at;
    let braces = 0;
    for (; at < text.length; at += 1) {
      const sign = text[at] ?? '';
      if (sign === '\\') at += 1;
      else if (sign === '{') braces += 1;
      else if (sign === '}') braces -= 1;
      else if (/[()'"|]/.test(sign) || (sign === ',' && braces <= 0)) break;
      if (braces < 0) wrong('"}" is not expected');
    }
    if (braces > 0) wrong('"{" is not closed');
    return text.slice(begins, at).trim();
  };
  const call = (name: string, begins: number, depth: number): Node => {
    if (!/^[A-Za-z_]\w*$/.test(name)) wrong(`"${name}" is no function`);
    at += 1;
    const args: Node[] = [];
    const named = new Map<string, Node>();
    skip();
    if (text[at] === ')') {
      at += 1;
      return { kind: 'call', name, args, named, at: begins };
    }
    for (;;) {
      skip();
      const [, key] = /^([A-Za-z_]\w*)\s*=(?!=|~)/.exec(text.slice(at, at + 64)) ?? [];
      if (key !== undefined) {
        at = text.indexOf('=', at) + 1;
        named.set(key, expression(depth + 1));
      } else args.push(expression(depth + 1));
      skip();
      const sign = text[at];
      if (sign !== ',' && sign !== ')') wrong(sign === undefined ? '")" is missing' : `"${sign}" is not expected`);
      at += 1;
      if (sign === ')') return { kind: 'call', name, args, named, at: begins };
    }
  };
  const node = expression(1);
  skip();
  if (at < text.length) wrong(`"${text[at]}" is not expected`);
  return node;
}

const shown = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
