import type { Pattern } from './pattern.ts';

/** The whole name of the last label that matches; empty when none does. */
export const lastMatch = (labels: readonly string[], pattern: Pattern): string =>
  labels.findLast((label) => pattern.matches(label)) ?? '';

/** Patterns of the labels that give an issue its type. */
export interface TypeLabels {
  readonly issueTypeRequirement: Pattern;
  readonly issueTypeBug: Pattern;
  readonly issueTypeIncident: Pattern;
}

/** The type that an issue's labels give it: each label is tried in this order, and the last label that matches wins. */
export function issueTypeOf(labels: readonly string[], config: TypeLabels): string {
  const types = [
    ['REQUIREMENT', config.issueTypeRequirement],
    ['BUG', config.issueTypeBug],
    ['INCIDENT', config.issueTypeIncident],
  ] as const;
  const matched = labels.flatMap((label) => types.find(([, pattern]) => pattern.matches(label))?.[0] ?? []);
  return matched.at(-1) ?? '';
}
