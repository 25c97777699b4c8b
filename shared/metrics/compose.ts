import { type Bucket, calendarOf } from './buckets.ts';
import type { SqlFile } from './definition.ts';

/** What a question is about: everything that a query is told is a relation, so the SQL itself never changes. */
export interface Question {
  readonly project: string;
  readonly zone: string;
  /** Epoch milliseconds: nothing after it has happened yet. */
  readonly now: number;
  readonly buckets: readonly Bucket[];
  /** The local days of the range, for what is counted by days. */
  readonly days: readonly Bucket[];
  /** The states of the cumulative flow, first to last. */
  readonly states: readonly string[];
}

/** Our words for a status. States that are named so are told by it, others by the source's own word, too. */
const STATUSES: ReadonlySet<string> = new Set(['TODO', 'IN_PROGRESS', 'DONE', 'OTHER']);

/** A text in SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const timestamp = (instant: number): string =>
  `TIMESTAMP '${new Date(instant).toISOString().replace('T', ' ').slice(0, -1)}'`;

const values = (name: string, columns: string, rows: readonly (readonly string[])[]): readonly [string, string] => {
  // VALUES without rows is no SQL.
  const shown = rows.length > 0 ? rows : [columns.split(',').map(() => 'NULL')];
  const body = `SELECT * FROM (VALUES ${shown.map((row) => `(${row.join(', ')})`).join(', ')}) v (${columns})`;
  return [name, rows.length > 0 ? body : `${body} WHERE false`];
};

/**
 * The relations that are made of the question. `buckets` has the bucket's start, its end, and `until`, the end or now;
 * `timeline` is the same with a first row for everything before, whose bucket is null.
 */
function given({ project, zone, now, buckets, days, states }: Question): readonly (readonly [string, string])[] {
  const rows = buckets.map(({ label, starts, ends }, i) => [
    String(i + 1),
    literal(label),
    timestamp(starts),
    timestamp(ends),
    timestamp(Math.min(ends, now)),
  ]);
  const isVocabulary = states.every((state) => STATUSES.has(state));
  const first = timestamp(buckets[0]?.starts ?? 0);
  const before = ['0', 'NULL', "TIMESTAMP '0001-01-01 00:00:00'", first, first];
  return [
    values('given', 'project, zone, now', [[literal(project), literal(zone), timestamp(now)]]),
    values('buckets', 'ordinal, bucket, starts, ends, until', rows),
    values('timeline', 'ordinal, bucket, starts, ends, until', [before, ...rows]),
    values(
      'days',
      'day, starts, ends, week, month',
      days.map(({ label, starts, ends }) => {
        const { week, month } = calendarOf(label);
        return [literal(label), timestamp(starts), timestamp(ends), literal(week), literal(month)];
      }),
    ),
    values(
      'states',
      'position, state, is_status',
      states.map((state, i) => [String(i + 1), literal(state), String(isVocabulary)]),
    ),
  ];
}

/**
 * Puts a query together with the relations that it names, and those that these name, in the order of their need. `tags`
 * are what the numbers are parted by, where the query says so; `/*states: … #` is said once for each state.
 */
export function compose(
  sql: string,
  relations: ReadonlyMap<string, SqlFile>,
  question: Question,
  tags: readonly string[] = [],
): string {
  const bodies = new Map([...[...relations].map(([name, file]) => [name, file.sql] as const), ...given(question)]);
  // What numbers rows must give each the same number wherever it is named.
  const isKept = (name: string): boolean => relations.get(name)?.head.startsWith(' MATERIALIZED:') ?? false;
  // What is computed of each state, by its position.
  const eachState = (text: string): string =>
    text.replaceAll(/\/\*states: (.*?) \*\//g, (_, column: string) =>
      question.states.map((_state, i) => column.replaceAll('#', String(i + 1))).join(''),
    );
  const used = new Map<string, string>();
  const use = (text: string): void => {
    const words = new Set(text.replaceAll(/--.*$/gm, '').match(/\b[a-z_]+\b/g));
    for (const [name, body] of bodies) {
      if (!words.has(name) || used.has(name) || body === text) continue;
      use(body);
      used.set(name, body);
    }
  };
  use(sql);
  const parts = [...used].map(
    ([name, body]) => `${name} AS ${isKept(name) ? 'MATERIALIZED ' : ''}(\n${eachState(body)}\n)`,
  );
  const parted = sql
    .replaceAll('/*tags*/', tags.map((tag) => `, ${tag}`).join(''))
    // A join that only brings the tags.
    .replaceAll(/\/\*tags: (.*) \*\//g, tags.length > 0 ? '$1' : '');
  if (parts.length === 0) return parted;
  // A query may begin with relations of its own.
  const own = /^WITH\b/.exec(parted);
  return `WITH ${parts.join(',\n')}${own ? `,${parted.slice(own[0].length)}` : `\n${parted}`}`;
}
