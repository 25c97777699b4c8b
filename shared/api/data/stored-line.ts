import { type Column, columnsOf } from '../../domain/columns.ts';
import type { Table } from '../../domain/table.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENS = new Set([0x7b, 0x5b]);

/**
 * Makes the line of a row (all but its end) out of the JSON that is stored, without reading and writing it again: values are
 * cut out as they stand, under the names that columns have outside. That is possible where the columns that are asked for
 * come in the table's order, as they do in what is stored; where a row has another order, undefined tells to read it.
 */
export function linePlan(table: Table, columns: readonly Column[]): ((body: string) => string | undefined) | undefined {
  const all = columnsOf(table);
  const places = columns.map((column) => all.indexOf(column));
  if (places.some((place, at) => place <= (places[at - 1] ?? -1))) return undefined;
  const plan = all.map((column) => ({
    stored: `${JSON.stringify(column.field)}:`,
    name: columns.includes(column) ? `${column === columns[0] ? '' : ','}${JSON.stringify(column.name)}:` : undefined,
  }));
  return (body) => {
    let at = 1;
    let line = '{';
    for (const { stored, name } of plan) {
      if (!body.startsWith(stored, at)) {
        if (name !== undefined) line += `${name}null`;
        continue;
      }
      const from = at + stored.length;
      const to = endOfValue(body, from);
      if (to === undefined) return undefined;
      if (name !== undefined) line += name + body.slice(from, to);
      at = body.charCodeAt(to) === COMMA ? to + 1 : to;
    }
    // Else something stands where it was not looked for.
    return at === body.length - 1 || body === '{}' ? line : undefined;
  };
}

/** Where a value ends that is no object and no list. */
function endOfValue(body: string, from: number): number | undefined {
  const first = body.charCodeAt(from);
  if (first === QUOTE) return endOfText(body, from);
  if (OPENS.has(first)) return undefined;
  const comma = body.indexOf(',', from);
  return comma < 0 ? body.length - 1 : comma;
}

/** A quote ends the text, unless an odd number of backslashes stands before it. */
function endOfText(body: string, from: number): number | undefined {
  for (let quote = body.indexOf('"', from + 1); quote >= 0; quote = body.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (body.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return undefined;
}
