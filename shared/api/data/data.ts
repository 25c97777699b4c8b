import * as z from 'zod';
import type { Table } from '../../domain/table.ts';
import { tables } from '../../domain/tables.ts';
import { InvalidInputError, NotFoundError } from '../../errors.ts';
import { readTable, readTablePage, type TableQuery } from '../../pipeline/read-data.ts';
import type { ApiPorts } from '../app.ts';
import { decodeCursor, encodeCursor, limitOf } from '../page.ts';
import { notHere } from '../problem.ts';
import { type Given, nothing, type Route, route } from '../route.ts';
import { rowFilter } from './row-filter.ts';
import { type Asked, askedColumns, csv, ndjson, type RowText } from './row-text.ts';
import { spooled } from './spooled.ts';
import { bodyOf, inChunks } from './stream.ts';

/** A page ends well before a response of a Lambda function, which holds 6 MB. */
const LARGEST_PAGE = 4 * 1024 * 1024;

const Format = z.enum(['ndjson', 'csv', 'parquet']);
const Query = z.looseObject({
  fields: z.string().exactOptional().meta({ description: 'columns, separated by commas; default: all' }),
  format: Format.exactOptional().meta({ description: 'default: ndjson, or csv where Accept says text/csv' }),
  since: z.string().exactOptional().meta({ description: 'only what was seen so at that time or later' }),
  until: z.string().exactOptional().meta({ description: 'only what was seen so before' }),
  deleted: z.enum(['1', 'true', '0', 'false']).exactOptional().meta({ description: 'also what was deleted' }),
  end: z.enum(['1', '0']).exactOptional().meta({ description: 'a last line {"_end":true,"rows":n}' }),
  limit: z.string().exactOptional().meta({ description: 'a page of so many; default: all rows, streamed' }),
  cursor: z.string().exactOptional(),
});

/** `GET /data/{table}`: one object a line, all rows in one stream; or page by page, with `Link: rel="next"`. */
export const dataRoutes = (ports: ApiPorts): readonly Route[] => [
  route(
    {
      ...nothing,
      method: 'get',
      path: '/data/{table}',
      role: 'reader',
      tag: 'data',
      says: 'The rows of a table, one a line, all in one stream; `column=a,b` asks for any of these values, `scope` for scopes. What fails in the middle breaks the connection',
      params: z.object({ table: z.string() }),
      query: Query,
      answers: {
        200: { says: 'the rows', type: 'application/x-ndjson' },
        303: { says: 'they are many: Location leads to a file with them, for an hour' },
      },
    },
    async ({ context, params, query }) => {
      const table = tableNamed(params.table);
      const all = context.req.queries();
      const format = query.format ?? (/\btext\/csv\b/.test(context.req.header('accept') ?? '') ? 'csv' : 'ndjson');
      const withDeleted = query.deleted === '1' || query.deleted === 'true';
      const want = {
        columns: askedColumns(table, query.fields),
        isWanted: rowFilter(table, all),
        table: { table: table.name, deleted: withDeleted, ...(all.scope && { scopes: all.scope }) },
      };
      if (format === 'parquet') return parquet(ports, context, want);
      const text = format === 'csv' ? csv(want.columns, withDeleted) : ndjson(want.columns, withDeleted);
      context.header('x-data-as-of', new Date(ports.clock.now()).toISOString());
      if (query.limit !== undefined || query.cursor !== undefined) return page(ports, context, want, text, query);
      return whole(ports, context, want, text, query.end === '1' && format === 'ndjson');
    },
  ),
];

interface Want {
  readonly columns: readonly Asked[];
  readonly isWanted: ReturnType<typeof rowFilter>;
  readonly table: TableQuery;
}

type Context = Given<unknown, unknown, unknown>['context'];

/** A table by its name. @throws NotFoundError */
export function tableNamed(name: string): Table {
  const table = tables.get(name);
  if (table) return table;
  throw new NotFoundError(`there is no table "${name}"; there is: ${[...tables.keys()].sort().join(', ')}`);
}

async function page(
  ports: ApiPorts,
  context: Context,
  want: Want,
  text: RowText,
  query: { readonly cursor?: string; readonly limit?: string },
): Promise<Response> {
  const url = new URL(context.req.url);
  const asked = new URLSearchParams(url.searchParams);
  asked.delete('cursor');
  const name = `${want.table.table}?${asked}`;
  const after = decodeCursor(query.cursor, name);
  const limit = limitOf(query.limit, { usual: 1000, most: 10_000 });
  const found = await readTablePage(ports, {
    ...want.table,
    limit,
    bytes: LARGEST_PAGE,
    ...(after !== undefined && { after }),
  });
  if (found.next !== undefined) {
    url.searchParams.set('cursor', encodeCursor(found.next, name));
    context.header('link', `<${url.pathname}${url.search}>; rel="next"`);
  }
  const lines = found.records.filter(want.isWanted).map(text.line);
  return context.body((after === undefined ? text.heading : '') + lines.join(''), 200, { 'content-type': text.type });
}

async function whole(
  ports: ApiPorts,
  context: Context,
  want: Want,
  text: RowText,
  withEnd: boolean,
): Promise<Response> {
  const chunks = inChunks(linesOf(ports, want, text, withEnd))[Symbol.asyncIterator]();
  context.header('content-type', text.type);
  if (ports.spool) {
    const answer = await spooled(chunks, text.type, ports.spool);
    return answer.kind === 'small' ? context.body(answer.body) : context.body(null, 303, { location: answer.at });
  }
  // What cannot be read at all is told before the first byte is sent.
  const first = await chunks.next();
  const rest: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: async function* () {
      for (let chunk = first; !chunk.done; chunk = await chunks.next()) yield chunk.value;
    },
  };
  return context.body(bodyOf(rest));
}

async function* linesOf(ports: ApiPorts, want: Want, text: RowText, withEnd: boolean): AsyncIterable<string> {
  let rows = 0;
  if (text.heading !== '') yield text.heading;
  for await (const record of readTable(ports, want.table)) {
    if (!want.isWanted(record)) continue;
    rows += 1;
    yield text.line(record);
  }
  if (withEnd) yield `{"_end":true,"rows":${rows}}\n`;
}

async function parquet(ports: ApiPorts, context: Context, { columns, table }: Want): Promise<Response> {
  if (!ports.parquet) return notHere('this deployment writes no Parquet');
  const extra = Object.keys(context.req.queries()).filter((name) => !['fields', 'format'].includes(name));
  const [name] = extra;
  if (name !== undefined)
    throw new InvalidInputError(`"${name}" is not for Parquet: ask for the whole table, or with ndjson or csv`, [name]);
  const file = await ports.parquet(
    table.table,
    columns.map((column) => column.name),
  );
  return context.body(bodyOf(file.chunks), 200, {
    'content-type': 'application/vnd.apache.parquet',
    'content-length': String(file.bytes),
    'content-disposition': `attachment; filename="${table.table}.parquet"`,
  });
}
