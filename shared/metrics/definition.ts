import * as z from 'zod';
import { tables } from '../domain/tables.ts';
import { InvalidInputError } from '../errors.ts';

/** One number (or word) of a metric. Counts are 0 where nothing happened, everything else is then N/A. */
export interface MetricValue {
  readonly name: string;
  readonly unit: string;
}

const list = z.string().transform((text) => text.split(',').map((part) => part.trim()));
const hours = z
  .string()
  .regex(/^\d+h$/, 'give hours, such as 2h')
  .transform((text) => Number(text.slice(0, -1)));
const value = z
  .string()
  .regex(/^\w+ \S+$/, 'give name and unit, such as "median min"')
  .transform((text): MetricValue => {
    const [name = '', unit = ''] = text.split(' ');
    return { name, unit };
  });

const Header = z.strictObject({
  title: z.string(),
  means: z.string(),
  rules: z.string().default(''),
  /** What has to be mapped to the project for the metric to be collected at all. */
  needs: z.enum(['boards', 'repos', 'cicd_scopes', 'places']),
  /** Columns that always part the numbers, and those by which a reader may part them. */
  series: list.default([]),
  tags: list.default([]),
  values: list.pipe(z.array(value)),
  /** What is stored are changes; what is shown are their running sums. */
  running: z.literal('yes').optional(),
  step: z.enum(['day', 'range']).default('day'),
  /** How long after its end a bucket still waits for what is late. */
  grace: hours.default(2),
  explain: z.string(),
});

/** A metric: what it is called, what it means, and the SQL over the domain tables that computes it. */
export interface Metric extends Omit<z.infer<typeof Header>, 'running'> {
  readonly name: string;
  readonly running: boolean;
  readonly sql: string;
}

/** A file of SQL: the comment that it begins with, and the rest. */
export interface SqlFile {
  readonly name: string;
  readonly head: string;
  readonly sql: string;
}

/** Parts a file into its leading comment and its SQL. */
export function parseSql(name: string, text: string): SqlFile {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => !line.startsWith('--'));
  const head = lines.slice(0, first).map((line) => line.slice(2));
  return { name, head: head.join('\n'), sql: lines.slice(first).join('\n').trim().replace(/;$/, '') };
}

/**
 * Reads a metric's file: a comment of `key: value` lines (deeper lines go on with the one above), then one query.
 *
 * @throws InvalidInputError with the file's name, and what is wrong
 */
export function parseMetric(name: string, text: string): Metric {
  const file = parseSql(name, text);
  const fields: Record<string, string> = {};
  let last = '';
  for (const line of file.head.split('\n')) {
    const [, key, rest = ''] = /^ (\w+): *(.*)$/.exec(line) ?? [];
    if (key !== undefined) last = key;
    fields[last] = key === undefined ? `${fields[last] ?? ''} ${line.trim()}` : rest.trim();
  }
  const read = Header.safeParse(fields);
  if (!read.success) {
    const why = read.error.issues.map(({ path, message }) => `${path.join('.') || 'header'}: ${message}`);
    throw new InvalidInputError(`the metric ${name} cannot be read: ${why.join('; ')}`);
  }
  const { running, ...header } = read.data;
  return { ...header, name, running: running === 'yes', sql: file.sql };
}

/** The domain tables that a query reads, sorted. */
export const tablesIn = (sql: string): readonly string[] => {
  const words = new Set(sql.replaceAll(/--.*$|'[^']*'/gm, '').match(/\b[a-z_]+\b/g));
  return [...tables.keys()].filter((name) => words.has(name)).sort();
};
