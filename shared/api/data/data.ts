import * as z from 'zod';
import { type Column, columnsOf } from '../../domain/columns.ts';
import type { Table } from '../../domain/table.ts';
import { tables } from '../../domain/tables.ts';
import { InvalidInputError, NotFoundError } from '../../errors.ts';
import { wholeUntil } from '../../pipeline/changed-since.ts';
import type { ApiPorts } from '../app.ts';
import { type Caller, includes } from '../auth/caller.ts';
import { problem, respond } from '../problem.ts';
import { type Given, nothing, type Route, route } from '../route.ts';
import { type Conditions, conditionsIn, rowFilter } from './row-filter.ts';
import { rowSelect } from './row-sql.ts';
import { askedColumns, csv, ndjson, type RowText } from './row-text.ts';
import { cursorOf, page, type Reading, whole } from './rows.ts';
import { SMALL, spoolFor } from './spooled.ts';
import { bodyOf } from './stream.ts';

/** Whose role shows columns that name persons. */
const SEES_PERSONS = 'operator';

const Format = z.enum(['ndjson', 'csv', 'parquet']);
export const Query = z.looseObject({
  fields: z.string().exactOptional().meta({
    description:
      'columns, separated by commas, or *; default: those that name no person. Others need the role operator',
  }),
  format: Format.exactOptional().meta({ description: 'default: ndjson, or csv where Accept says text/csv' }),
  since: z.string().exactOptional().meta({
    description: 'only what changed at that time or later; X-Data-As-Of of one answer is the since of the next',
  }),
  until: z.string().exactOptional().meta({ description: 'only what changed before' }),
  deleted: z.enum(['1', 'true', '0', 'false']).exactOptional().meta({
    description: 'also what was deleted: its key, and deleted_at',
  }),
  order: z.string().exactOptional().meta({ description: 'id (the key; default) or -id' }),
  end: z.enum(['1', '0']).exactOptional().meta({ description: 'a last line {"_end":true,"rows":n,"cursor":…}' }),
  limit: z.string().exactOptional().meta({ description: 'a page of so many; default: all rows, streamed' }),
  cursor: z
    .string()
    .exactOptional()
    .meta({ description: 'goes on behind what an answer to the same query ended with' }),
});
export type Query = z.infer<typeof Query>;

/** `GET /data/{table}`: one object a line, all rows in one stream; or page by page, with `Link: rel="next"`. */
export const dataRoutes = (ports: ApiPorts): readonly Route[] => [
  route(
    {
      ...nothing,
      method: 'get',
      path: '/data/{table}',
      role: 'reader',
      tag: 'data',
      says: 'The rows of a table by their keys, one a line, all in one stream; `column=a,b` asks for any of these values, `scope` for scopes. What fails in the middle breaks the connection',
      params: z.object({ table: z.string() }),
      query: Query,
      answers: {
        200: { says: 'the rows', type: ['application/x-ndjson', 'text/csv', 'application/vnd.apache.parquet'] },
        303: { says: 'they are many: Location leads to a file with them, for an hour' },
      },
    },
    async ({ context, params, query }) => {
      const want = wantOf(context, params.table, query);
      if (want instanceof Response) return want;
      const format = query.format ?? (/\btext\/csv\b/.test(context.req.header('accept') ?? '') ? 'csv' : 'ndjson');
      context.header('vary', 'accept');
      if (format === 'parquet') return parquet(ports, context, want);
      return rows(ports, context, query, { ...want, format });
    },
  ),
];

type Context = Given<unknown, unknown, unknown>['context'];

interface Want {
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly conditions: Conditions;
}

/** A table by its name. @throws NotFoundError */
export function tableNamed(name: string): Table {
  const table = tables.get(name);
  if (table) return table;
  throw new NotFoundError(`there is no table "${name}"; there is: ${[...tables.keys()].sort().join(', ')}`);
}

/** What is asked of a table; or why it may not be. @throws InvalidInputError */
export function wantOf(context: Context, name: string, { fields }: Pick<Query, 'fields'>): Want | Response {
  const table = tableNamed(name);
  const columns = askedColumns(table, fields);
  const conditions = conditionsIn(table, context.req.queries());
  const asked = [...columns, ...conditions.columns.map((each) => each.column)];
  return personsFor(context.env?.caller, table, asked) ?? { table, columns, conditions };
}

function personsFor(caller: Caller | undefined, table: Table, asked: readonly Column[]): Response | undefined {
  if (caller && includes(caller.role, SEES_PERSONS)) return undefined;
  const names = [...new Set(asked.filter(({ isPerson }) => isPerson).map(({ name }) => name))];
  if (names.length === 0) return undefined;
  const others = columnsOf(table).some(({ isPerson }) => !isPerson) ? ', or leave them out' : '';
  const says = `${names.join(', ')} of ${table.name} tell of persons, which needs the role ${SEES_PERSONS}: ask an admin${others}`;
  return respond(problem(403, 'forbidden', says, [{ path: ['fields'], message: says }]));
}

async function rows(
  ports: ApiPorts,
  context: Context,
  query: Query,
  { table, columns, conditions, format }: Want & { readonly format: 'ndjson' | 'csv' },
): Promise<Response> {
  const descending = isDescending(query.order);
  const withDeleted = query.deleted === '1' || query.deleted === 'true';
  const text: RowText = format === 'csv' ? csv(columns, withDeleted) : ndjson(table, columns, withDeleted);
  const cursor = cursorOf(context, table.name);
  const after = cursor.read(query.cursor);
  const scopes = context.req.queries('scope');
  const reading: Reading = {
    text,
    cursor,
    isContinued: after !== undefined,
    withEnd: query.end === '1' && format === 'ndjson',
    isWanted: await rowFilter(ports.table, conditions),
    want: {
      table: table.name,
      deleted: withDeleted,
      descending,
      ...(scopes && { scopes }),
      ...(after !== undefined && { after }),
    },
  };
  context.header('x-data-as-of', new Date(await wholeUntil(ports.table, ports.clock.now())).toISOString());
  context.header('content-type', text.type);
  if (context.req.raw.method === 'HEAD') return context.body(null);
  return query.limit === undefined ? whole(ports, context, reading) : page(ports, context, reading, query.limit);
}

function isDescending(order: string | undefined): boolean {
  if (order === undefined || order === 'id' || order === '-id') return order === '-id';
  throw new InvalidInputError(
    `rows come by their keys, order=id or order=-id; by "${order}" they are sorted in SQL: POST /sql with ORDER BY (_collected_at is when a row was seen so)`,
    ['order'],
  );
}

/** Rows as one Parquet file; where it is not written here, the answer leads to where it is. */
export async function parquet(
  ports: Pick<ApiPorts, 'table' | 'clock' | 'parquet' | 'spool'>,
  context: Context,
  want: Want,
): Promise<Response> {
  const given = context.req.queries();
  const [name] = ['scope', 'deleted', 'end', 'limit', 'cursor'].filter((each) => given[each] !== undefined);
  if (name !== undefined)
    throw new InvalidInputError(`"${name}" is not for Parquet: leave it out, or ask for ndjson or csv`, [name]);
  const [order] = given.order ?? [];
  const direction = isDescending(order) ? 'DESC' : 'ASC';
  const type = 'application/vnd.apache.parquet';
  context.header('x-data-as-of', new Date(await wholeUntil(ports.table, ports.clock.now())).toISOString());
  if (context.req.raw.method === 'HEAD') return context.body(null, 200, { 'content-type': type });
  // Below the address that was asked, wherever that is.
  if (!ports.parquet)
    return context.body(null, 303, { location: `${want.table.name}/parquet${new URL(context.req.url).search}` });
  const file = await ports.parquet(await rowSelect(ports.table, want, order === undefined ? undefined : direction));
  if (ports.spool && file.bytes > SMALL)
    return context.body(null, 303, { location: await spoolFor(context, ports.spool)(file.chunks, type) });
  return context.body(bodyOf(file.chunks), 200, {
    'content-type': type,
    'content-length': String(file.bytes),
    'content-disposition': `attachment; filename="${want.table.name}.parquet"`,
  });
}
