import { Hono } from 'hono';
import { exportRecord } from '../domain/record.ts';
import { columnName } from '../domain/table.ts';
import { tables } from '../domain/tables.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { readTablePage } from '../pipeline/read-data.ts';
import type { ApiPorts } from './app.ts';
import { decodeCursor, encodeCursor, limitOf } from './page.ts';

/** A response of a Lambda function holds 6 MB; a page ends well before. */
const LARGEST_PAGE = 4 * 1024 * 1024;

/** `GET /data/{table}`: one JSON object a line; `Link: rel="next"` leads to what did not fit. */
export function dataRoutes(ports: ApiPorts): Hono {
  const app = new Hono();
  app.get('/data/:table', async (context) => {
    const table = context.req.param('table');
    const fields = fieldsOf(table, context.req.query('fields'));
    const scopes = context.req.queries('scope');
    const query = JSON.stringify([table, fields ?? null, scopes ?? null]);
    const after = decodeCursor(context.req.query('cursor'), query);
    const limit = limitOf(context.req.query('limit'), { usual: 1000, most: 10_000 });
    const page = await readTablePage(ports, {
      table,
      limit,
      bytes: LARGEST_PAGE,
      ...(scopes && { scopes }),
      ...(after !== undefined && { after }),
    });
    const lines = page.records.map((record) => {
      const { table: _, ...columns } = exportRecord(record);
      return `${JSON.stringify(fields ? Object.fromEntries(fields.map((field) => [field, columns[field] ?? null])) : columns)}\n`;
    });
    const url = new URL(context.req.url);
    if (page.next !== undefined) url.searchParams.set('cursor', encodeCursor(page.next, query));
    return context.body(lines.join(''), 200, {
      'content-type': 'application/x-ndjson',
      ...(page.next !== undefined && { link: `<${url.pathname}${url.search}>; rel="next"` }),
    });
  });
  return app;
}

function fieldsOf(table: string, text: string | undefined): readonly string[] | undefined {
  const definition = tables.get(table);
  if (!definition)
    throw new NotFoundError(`there is no table "${table}"; there is: ${[...tables.keys()].sort().join(', ')}`);
  const fields = text?.split(',').map((field) => field.trim());
  const known = Object.keys(definition.schema.shape).map(columnName);
  for (const field of fields ?? [])
    if (!known.includes(field))
      throw new InvalidInputError(`${table} has no column "${field}"; there is: ${known.join(', ')}`, ['fields']);
  return fields;
}
