import { functions } from './functions/functions.ts';
import { GraphiteError, type Node } from './grammar.ts';
import type { Series } from './series.ts';
import type { GraphiteSource } from './source.ts';
import type { Span } from './span.ts';

/** What a function computes with. */
export interface Scope extends Span {
  readonly source: GraphiteSource;
}

/** A function's arguments, by place or by name; series are computed when they are asked for. */
export interface Arguments {
  readonly count: number;
  series(place: number, scope?: Scope): Promise<readonly Series[]>;
  /** Those of this place and of all behind it. */
  everything(place: number): Promise<readonly Series[]>;
  text(place: number, name: string, usual?: string): string;
  number(place: number, name: string, usual?: number): number;
  /** A number or text. */
  either(place: number, name: string): string | number | undefined;
  /** All text and numbers from this place on. */
  rest(place: number): readonly (string | number)[];
  flag(place: number, name: string): boolean;
  value(place: number, name: string): number | null | undefined;
}

/** Computes a target. @throws GraphiteError */
export async function evaluate(node: Node, scope: Scope): Promise<readonly Series[]> {
  if (node.kind === 'path') return scope.source.fetch(node.text, scope);
  if (node.kind !== 'call') throw new GraphiteError(`series are expected at position ${node.at + 1}`);
  const known = functions.get(node.name);
  if (!known) throw new GraphiteError(`unknown function "${node.name}"`);
  return known.run(argumentsOf(node, scope), scope);
}

function argumentsOf(node: Node & { readonly kind: 'call' }, scope: Scope): Arguments {
  const { name: called, args, named } = node;
  const wrong = (place: number, name: string, expected: string): never => {
    throw new GraphiteError(`${called}: ${name} (argument ${place + 1}) is to be ${expected}`);
  };
  const at = (place: number, name: string): Node | undefined => named.get(name) ?? args[place];
  const series = (place: number, of = scope): Promise<readonly Series[]> => {
    const given = args[place];
    return given ? evaluate(given, of) : wrong(place, 'seriesList', 'series');
  };
  const either: Arguments['either'] = (place, name) => {
    const given = at(place, name);
    if (given === undefined || (given.kind === 'constant' && given.value === null)) return undefined;
    if (given.kind === 'string' || given.kind === 'number') return given.value;
    // Words may stand without quotation marks, as in groupByTags(…, sum, product).
    return given.kind === 'path' ? given.text : wrong(place, name, 'text or a number');
  };
  return {
    count: args.length,
    series,
    everything: async (place) => {
      const all = await Promise.all(args.slice(place).map((_, i) => series(place + i)));
      return all.flat();
    },
    either,
    text: (place, name, usual) => {
      const given = either(place, name) ?? usual;
      return given === undefined ? wrong(place, name, 'text') : String(given);
    },
    number: (place, name, usual) => {
      const given = Number(either(place, name) ?? usual ?? Number.NaN);
      return Number.isNaN(given) ? wrong(place, name, 'a number') : given;
    },
    rest: (place) => args.slice(place).flatMap((_, i) => either(place + i, 'argument') ?? []),
    flag: (place, name) => {
      const given = at(place, name);
      if (given?.kind === 'constant') return given.value === true;
      return given?.kind === 'number' ? given.value !== 0 : false;
    },
    value: (place, name) => {
      const given = at(place, name);
      if (given === undefined) return undefined;
      if (given.kind === 'number') return given.value;
      return given.kind === 'constant' && given.value === null ? null : wrong(place, name, 'a number or None');
    },
  };
}
