import { compilePattern, type Pattern } from '../../plugin-sdk/pattern.ts';

const ISSUE_NUMBER = /(?:#|\/issues\/)(\d{1,9})/g;
const compiled = new Map<string, Pattern>();

/** The issues that a pull request's text says it closes: the numbers in every match, `%s` being the repository. */
export function closedIssues(text: string | null | undefined, pattern: Pattern, fullName: string): readonly number[] {
  if (!text || !pattern.given || text.search(ISSUE_NUMBER) < 0) return [];
  return mentionedIssues(inRepository(pattern, fullName).all(text).join('\n'));
}

/** Every number that a text may mean an issue by. */
export const mentionedIssues = (text: string): readonly number[] => [
  ...new Set([...text.matchAll(ISSUE_NUMBER)].map(([, digits]) => Number(digits))),
];

/** Compiled once a repository: a pattern costs more to compile than to match. */
function inRepository(pattern: Pattern, fullName: string): Pattern {
  const source = pattern.source.replaceAll('%s', () => fullName.replaceAll('.', '\\.'));
  const known = compiled.get(source) ?? compilePattern(source);
  compiled.set(source, known);
  return known;
}
