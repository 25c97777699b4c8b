import type { Change } from '../../shared/config/difference.ts';
import { kinds } from '../../shared/config/resources.ts';
import type { Say } from '../say.ts';

const SIGNS = { create: '+', change: '~', delete: '-' } as const;

/** Prints what would become of a resource: a line, and one for each field. */
export function printChange({ kind, name, what, fields }: Change, say: Say): void {
  const one = kinds.find((each) => each.name === kind)?.one ?? kind;
  const colour = { create: say.good, change: say.strong, delete: say.bad }[what];
  say.line(colour(`${SIGNS[what]} ${one} ${name}`));
  if (what === 'delete') return;
  for (const { path, before, after } of fields.filter((field) => what === 'change' || !isEmpty(field.after)))
    say.line(what === 'create' ? `    ${path}: ${shown(after)}` : `    ${path}: ${shown(before)} → ${shown(after)}`);
}

const isEmpty = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** A value on a line; what is long is cut. */
function shown(value: unknown): string {
  if (value === undefined) return '(nothing)';
  const text = typeof value === 'string' ? value.trim().replaceAll(/\s+/g, ' ') : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
