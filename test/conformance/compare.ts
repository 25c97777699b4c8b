import { deviations, isDuration, isWholeSeconds, mayHaveMore, skippedColumns, type TableFile } from './deviations.ts';

type Row = Readonly<Record<string, unknown>>;

/** How far the rows of one table agree with the recorded ones. */
export interface Agreement {
  readonly table: string;
  readonly rows: number;
  readonly compared: number;
  /** One line for each row or field that differs. */
  readonly differing: readonly string[];
  /** The declared deviations that changed what was expected, and in how many rows. */
  readonly deviations: ReadonlyMap<string, number>;
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

/** Null and the empty text are one; numbers count by value, instants to the millisecond. */
function comparable(value: unknown): unknown {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string' && INSTANT.test(value)) return Date.parse(value);
  return value;
}

const decoded = (value: unknown): unknown => (typeof value === 'string' && value !== '' ? JSON.parse(value) : value);

/** Compares rows with the recorded ones as ../shared/data/README.md says, under the declared deviations. */
export function compare(
  { plugin, name }: { plugin: string; name: string },
  table: TableFile,
  recorded: readonly Row[],
  ours: readonly Row[],
): Agreement {
  const changed = new Map<string, number>();
  const wanted = recorded
    .map((row) => promised(`${plugin}/${name}`, table, row, changed))
    .filter((row) => row !== undefined);
  const keyOf = (row: Row): string => JSON.stringify(table.key.map((column) => String(row[column])));
  const { distinct, repeated } = withoutRepeats(ours.filter((row) => selects(table, row)));
  const found = new Map(distinct.map((row) => [keyOf(row), row]));
  const other = skippedColumns.get(`${plugin}/${name}`) ?? [];
  if (other.length > 0) changed.set(`without ${other.join(', ')}`, wanted.length);
  const skipped = [...table.volatile, ...other];
  const columns = table.columns.filter((column) => !skipped.includes(column));
  const differing: string[] = [];
  for (const row of wanted) {
    const mine = found.get(keyOf(row));
    found.delete(keyOf(row));
    if (!mine) differing.push(`${name} ${keyOf(row)} is missing`);
    else if (repeated.has(String(row.id))) changed.set('D10', (changed.get('D10') ?? 0) + 1);
    else
      differing.push(
        ...fieldsThatDiffer(`${plugin}/${name}`, columns, row, mine).map((text) => `${name} ${keyOf(row)} ${text}`),
      );
  }
  const more = mayHaveMore(`${plugin}/${name}`) ? assignedBeside(wanted, [...found.values()]) : [];
  if (more.length > 0) changed.set('D16', more.length);
  for (const row of more) found.delete(keyOf(row));
  for (const key of found.keys()) differing.push(`${name} ${key} is extra`);
  return { table: name, rows: wanted.length, compared: wanted.length * columns.length, differing, deviations: changed };
}

function promised(place: string, table: TableFile, recorded: Row, changed: Map<string, number>): Row | undefined {
  let row: Row | undefined = Object.fromEntries(
    Object.entries(recorded).map(([column, value]) => [
      column,
      table.jsonText.includes(column) ? decoded(value) : value,
    ]),
  );
  for (const { id, expected } of deviations) {
    if (!row) return undefined;
    const before: string = JSON.stringify(row);
    row = expected(place.split('/')[1] ?? '', row, place.split('/')[0] ?? '');
    if (JSON.stringify(row) !== before) changed.set(id, (changed.get(id) ?? 0) + 1);
  }
  return row;
}

/** D16: rows of issues that have a recorded assignee; of any other issue they are extra. */
function assignedBeside(wanted: readonly Row[], others: readonly Row[]): readonly Row[] {
  const issues = new Set(wanted.map((row) => row.issue_id));
  return others.filter((row) => issues.has(row.issue_id));
}

/** D10: a field that one change names twice has two rows here; there, the last one took the place of the first. */
function withoutRepeats(ours: readonly Row[]): { distinct: readonly Row[]; repeated: ReadonlySet<string> } {
  const ids = new Set(ours.map((row) => String(row.id)));
  const isRepeat = (id: string) => /:\d+$/.test(id) && ids.has(id.replace(/:\d+$/, ''));
  return {
    distinct: ours.filter((row) => !isRepeat(String(row.id))),
    repeated: new Set([...ids].filter(isRepeat).map((id) => id.replace(/:\d+$/, ''))),
  };
}

function selects({ where }: TableFile, row: Row): boolean {
  if (!where) return true;
  const value = row[where.column];
  if (where.startsWith !== undefined) return String(value ?? '').startsWith(where.startsWith);
  return comparable(value) === comparable(where.equals);
}

const fieldsThatDiffer = (place: string, columns: readonly string[], wanted: Row, mine: Row): readonly string[] =>
  columns.flatMap((column) => {
    const [a, b] = [comparable(wanted[column]), comparable(mine[column])];
    const unit = isDuration(column) ? 1 : isWholeSeconds(place, column) ? 1000 : undefined;
    const same = a === b || (unit !== undefined && typeof b === 'number' && a === Math.floor(b / unit) * unit);
    return same ? [] : [`${column}: ${JSON.stringify(mine[column])} is not ${JSON.stringify(wanted[column])}`];
  });
