import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
  type JS,
  StatementType,
} from '@duckdb/node-api';
import { InvalidInputError } from '../errors.ts';
import { sqlError } from './sql-error.ts';
import { sqlValue } from './sql-value.ts';
import { text } from './sql-words.ts';

/** A value of an answer: text, numbers, yes or no, null, lists and structures of them. */
export type SqlValue = JS;

/** A value that a question is given, for `?` or for `$name`. */
export type SqlParameter = string | number | boolean | null;

/** The answer to a question while it is read: stretches of rows, their values in the order of `columns`. */
export interface SqlAnswer {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly (readonly SqlValue[])[]>;
}

/** Parameters by position, or by name. */
export type SqlParameters = readonly SqlParameter[] | Readonly<Record<string, SqlParameter>>;

/** SQL that only reads, and reads only what it was opened for. */
export interface Sql {
  /** All rows of an answer. @throws InvalidInputError when it is not one question that DuckDB understands */
  query(sql: string, parameters?: SqlParameters): Promise<readonly Readonly<Record<string, SqlValue>>[]>;
  /** The same, read bit by bit. */
  ask(sql: string, parameters?: SqlParameters): Promise<SqlAnswer>;
  close(): void;
}

/** What a question may use. */
export interface SqlLimits {
  /** As DuckDB writes it: `1GB`. */
  readonly memory: string;
  /** Where it puts what does not fit into the memory. */
  readonly spill: string;
  readonly threads?: number;
}

/** A connection that may read and write files: for our own statements, before a user's. */
export async function openDuckDb({ memory, spill, threads }: SqlLimits) {
  try {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: memory,
      temp_directory: spill,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      ...(threads !== undefined && { threads: String(threads) }),
    });
    const connection = await instance.connect();
    await connection.run(`SET TimeZone = 'UTC'`);
    return {
      connection,
      close: () => {
        connection.closeSync();
        instance.closeSync();
      },
    };
  } catch (cause) {
    throw sqlError(cause);
  }
}

/** From here on, only these folders can be read, nothing can be reached, and no setting brings that back. */
export async function lockDown(connection: DuckDBConnection, folders: readonly string[]): Promise<void> {
  const allowed = folders.map((folder) => text(`${folder}/`)).join(', ');
  await connection.run(`SET allowed_directories = [${allowed}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

/** Asks single questions; whatever is none is refused before it runs. */
export function askOnly(connection: DuckDBConnection, close: () => void): Sql {
  const ask: Sql['ask'] = async (sql, parameters = []) => {
    try {
      const question = await prepare(connection, sql);
      question.bind(isList(parameters) ? [...parameters] : { ...parameters });
      const result = await question.stream();
      return { columns: result.deduplicatedColumnNames(), rows: guarded(result.yieldConvertedRows(sqlValue)) };
    } catch (cause) {
      throw sqlError(cause);
    }
  };
  return {
    ask,
    query: async (sql, parameters) => {
      const { columns, rows } = await ask(sql, parameters);
      const found: Record<string, SqlValue>[] = [];
      for await (const stretch of rows)
        for (const row of stretch) found.push(Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])));
      return found;
    },
    close,
  };
}

const isList = (parameters: SqlParameters): parameters is readonly SqlParameter[] => Array.isArray(parameters);

async function prepare(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  if (sql.trim() === '') throw new InvalidInputError('there is nothing to ask: give one SELECT');
  const statements = await connection.extractStatements(sql);
  if (statements.count > 1) throw new InvalidInputError('give one SELECT, not several statements');
  const statement = await statements.prepare(0);
  if (statement.statementType === StatementType.SELECT) return statement;
  // EXPLAIN ANALYZE runs what it explains, so that must be a question, too.
  const explained = /^\s*explain\s+(?:analyze\s+)?(\S[\s\S]*)$/i.exec(sql)?.[1];
  if (statement.statementType === StatementType.EXPLAIN && explained !== undefined) {
    await prepare(connection, explained);
    return statement;
  }
  throw new InvalidInputError('only questions are answered here: give one SELECT; nothing can be changed by SQL');
}

async function* guarded(
  stretches: AsyncIterable<readonly (readonly (SqlValue | null)[])[]>,
): AsyncIterable<readonly (readonly SqlValue[])[]> {
  try {
    yield* stretches;
  } catch (cause) {
    throw sqlError(cause);
  }
}
