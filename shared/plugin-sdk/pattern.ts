import { RE2JS } from 're2js';
import * as z from 'zod';

const MAX_LENGTH = 2048;

/** A user-given pattern in RE2 syntax, matched unanchored; one that was not given matches nothing. */
export interface Pattern {
  readonly source: string;
  readonly given: boolean;
  matches(text: string): boolean;
  /** Every match's text, in order. */
  all(text: string): readonly string[];
  /** The groups of the first match by their number, 0 being all of it; absent when nothing matches. */
  groups(text: string): readonly (string | undefined)[] | undefined;
  /** The named groups of the first match; absent when nothing matches. */
  named(text: string): ReadonlyMap<string, string> | undefined;
}

const NOT_GIVEN: Pattern = {
  source: '',
  given: false,
  matches: () => false,
  all: () => [],
  groups: () => undefined,
  named: () => undefined,
};

/** Compiles a pattern; the empty one is "not given". Throws what RE2 says about a bad one. */
export function compilePattern(source: string): Pattern {
  if (source === '') return NOT_GIVEN;
  const compiled = RE2JS.compile(source);
  return {
    source,
    given: true,
    // Fifty times as fast as a matcher, which also finds out where.
    matches: (text) => compiled.test(text),
    all: (text) => {
      if (!compiled.test(text)) return [];
      const matcher = compiled.matcher(text);
      const found: string[] = [];
      while (matcher.find()) found.push(matcher.group() ?? '');
      return found;
    },
    groups: (text) => {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return undefined;
      return Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined);
    },
    named: (text) => {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return undefined;
      const names = Object.entries(compiled.namedGroups());
      return new Map(names.map(([name, index]) => [name, matcher.group(Number(index)) ?? '']));
    },
  };
}

/** The schema of a pattern in a scope config: at most 2,048 characters of RE2, refused with RE2's reason. */
export const pattern = (byDefault = '') =>
  z
    .string()
    .max(MAX_LENGTH)
    .default(byDefault)
    .transform((source, context): Pattern => {
      try {
        return compilePattern(source);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        context.addIssue({ code: 'custom', message: `"${source}" is not an RE2 pattern: ${reason}` });
        return z.NEVER;
      }
    });
