import { text } from 'node:stream/consumers';
import { InvalidInputError } from '../../shared/errors.ts';

/** What `sluice sql` was given. */
export interface SqlArguments {
  readonly query?: string;
  readonly store: string;
  /** A table, or true for all of them. */
  readonly schema?: string | true;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly memory: string;
}

/** The question; undefined when what is there shall be told instead. */
export async function questionOf({ query, schema }: SqlArguments): Promise<string | undefined> {
  if (schema !== undefined && query !== undefined) throw new InvalidInputError('give either a question or --schema');
  if (schema !== undefined) return undefined;
  if (query === undefined)
    throw new InvalidInputError('give a question, for example "select status, count(*) from issues group by status"');
  return query === '-' ? text(process.stdin) : query;
}
