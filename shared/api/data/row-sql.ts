import { type Column, columnsOf } from '../../domain/columns.ts';
import type { Table } from '../../domain/table.ts';
import { runsSince } from '../../pipeline/changed-since.ts';
import type { TablePort } from '../../pipeline/ports.ts';
import type { Conditions, Wanted } from './row-filter.ts';

/** The SELECT on the lake that answers the same rows as the stored records do; `order` sorts by the key. */
export async function rowSelect(
  control: TablePort,
  {
    table,
    columns,
    conditions,
  }: { readonly table: Table; readonly columns: readonly Column[]; readonly conditions: Conditions },
  order: 'ASC' | 'DESC' | undefined,
): Promise<string> {
  const { columns: wanted, since, until } = conditions;
  const where = [
    ...wanted.map(isAnyOf),
    ...(since === undefined ? [] : [await isSince(control, since)]),
    ...(until === undefined ? [] : [`NOT ${await isSince(control, until)}`]),
  ];
  const sorted = columnsOf(table).flatMap(({ isKey, name }) => (isKey ? [`${nameOf(name)} ${order}`] : []));
  return [
    `SELECT ${columns.map(shown).join(', ')} FROM ${nameOf(table.name)}`,
    ...(where.length > 0 ? [`WHERE ${where.join(' AND ')}`] : []),
    ...(order ? [`ORDER BY ${sorted.join(', ')}`] : []),
  ].join(' ');
}

/** Times are in UTC, and whoever reads the file is told so. */
const shown = ({ name, type }: Column): string =>
  type === 'time' ? `CAST(${nameOf(name)} AS TIMESTAMPTZ) AS ${nameOf(name)}` : nameOf(name);

const nameOf = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const instant = (iso: string): string => `TIMESTAMP ${text(iso.replace('T', ' ').replace('Z', ''))}`;

async function isSince(control: TablePort, at: number): Promise<string> {
  const runs = [...(await runsSince(control, at))];
  const written = runs.length > 0 ? ` OR _run_id IN (${runs.map(text).join(', ')})` : '';
  return `coalesce(_collected_at >= ${instant(new Date(at).toISOString())}${written}, false)`;
}

/** The words of `conditionsIn` as SQL has them. */
function isAnyOf({ column: { name, type }, values }: Wanted): string {
  const literals = [...values]
    .filter((value) => value !== '')
    .map((value) => {
      if (type === 'text') return text(value);
      return type === 'time' ? instant(value) : value;
    });
  const among = literals.length > 0 ? [`${nameOf(name)} IN (${literals.join(', ')})`] : [];
  return `(${[...among, ...(values.has('') ? [`${nameOf(name)} IS NULL`] : [])].join(' OR ')})`;
}
