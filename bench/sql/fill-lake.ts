import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tables } from '../../shared/domain/tables.ts';
import { lakeColumns, shapeOf } from '../../shared/lake/lake-columns.ts';
import { publishedPlace } from '../../shared/lake/manifest.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { openDuckDb } from '../../shared/sql/open-sql.ts';
import { name, sqlTypes, text } from '../../shared/sql/sql-words.ts';

/** Scopes among which the rows lie: files of the lake are as many. */
export const OWNERS = 20;

/**
 * A table in the making: how many numbers its rows are made of, and expressions over `i`, the number, and `o`, its owner's;
 * columns that are not named are absent. `from` makes other rows of the numbers, which `i` and `o` are columns of, too.
 */
export type Made = readonly [
  numbers: number,
  columns: Readonly<Record<string, string>>,
  from?: (numbers: string) => string,
];

/** Words that name a number each, the same in each run. */
export const hashOf = (of: string): number =>
  [...of].reduce((sum, letter) => (sum * 33 + letter.charCodeAt(0)) % 65_536, 7);
/** A number below `most` that looks like chance and is the same in each run. */
export const chance = (of: string, most: number): string => `(hash(i * 31 + ${hashOf(of)}) % ${most})::BIGINT`;
/** A time less than `most` minutes after another. */
export const minutesAfter = (time: string, of: string, most: number): string =>
  `${time} + to_minutes(${chance(of, most)}::BIGINT)`;
/** One of some words. */
export const oneOf = (of: string, words: readonly string[]): string =>
  `(${JSON.stringify(words).replaceAll('"', "'")})[${chance(of, words.length)} + 1]`;

/** Fills a store's lake with tables, as `publish` would have written them: a file for each scope. */
export async function fillLake(folder: string, made: Readonly<Record<string, Made>>): Promise<void> {
  const store = openStore(folder, 'write');
  mkdirSync(join(folder, 'unfinished'), { recursive: true });
  const { connection, close } = await openDuckDb({ memory: '2GB', spill: join(folder, 'unfinished') });
  try {
    for (const [tableName, [rows, columns, from = (numbers: string) => numbers]] of Object.entries(made)) {
      const table = tables.get(tableName);
      if (!table) throw new TypeError(`there is no table ${tableName}`);
      const select = lakeColumns(table).map(
        (column) =>
          `CAST(${columns[column.name] ?? originOf(column.name)} AS ${sqlTypes[column.type]}) AS ${name(column.name)}`,
      );
      const owners = rows < 1_000 ? 1 : OWNERS;
      for (let owner = 0; owner < owners; owner += 1) {
        const mine = owners === 1 ? '' : ` WHERE i % ${owners} = ${owner}`;
        const path = join(folder, 'unfinished', 'made.parquet');
        const source = from(`(SELECT i, i % ${OWNERS} AS o FROM range(${rows}) numbers(i)${mine})`);
        await connection.run(`COPY (SELECT ${select.join(', ')} FROM ${source}) TO ${text(path)} (FORMAT parquet)`);
        const key = `lake/${tableName}/${owner}.parquet`;
        await store.lake.put(key, await readFile(path));
        const partition = { table: tableName, owner: `bench/bench/${owner}`, shard: 0 };
        const published = { shape: shapeOf(table), rows: Math.ceil(rows / owners), files: [key] };
        await store.control.writeMany([{ ...publishedPlace(partition), ...published }]);
      }
    }
  } finally {
    close();
    store.close();
  }
}

const originOf = (column: string): string =>
  column === '_raw' ? `'raw/bench#' || i` : column === '_run_id' ? `'run-1'` : 'NULL';
