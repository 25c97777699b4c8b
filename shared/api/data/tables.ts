import * as z from 'zod';
import { places } from '../../contract/places.ts';
import { columnsOf } from '../../domain/columns.ts';
import { columnName, type Table } from '../../domain/table.ts';
import { tables } from '../../domain/tables.ts';
import { asOf, stateOf } from '../../metrics/watermark.ts';
import { rowsOf } from '../../pipeline/expand.ts';
import { digest } from '../../pipeline/identity.ts';
import { scopesOf } from '../../pipeline/read-data.ts';
import { streamInputs } from '../../pipeline/stream-inputs.ts';
import type { ApiPorts } from '../app.ts';
import { nothing, type Route, route } from '../route.ts';
import { tableNamed } from './data.ts';

const Column = z.object({
  name: z.string(),
  type: z.enum(['text', 'int', 'float', 'bool', 'time']),
  nullable: z.boolean(),
  person: z
    .boolean()
    .meta({ description: 'tells of a person: only who asks for it is told, and needs the role operator' }),
  filter: z.boolean(),
});
const Schema = z.object({
  name: z.string(),
  key: z.array(z.string()),
  columns: z.array(Column),
  version: z.number().meta({ description: 'another one whenever the columns are others' }),
});
const Completeness = z.object({
  scope: z.string(),
  connection: z.string(),
  stream: z.string(),
  asOf: z.string().nullable().meta({ description: 'until when everything has been collected' }),
  state: z.enum(['ok', 'idle', 'failing']),
});
const Listed = z.object({
  name: z.string(),
  columns: z.number(),
  rows: z.number().meta({ description: 'as of the last publication to the lake, deleted ones included' }),
});
const Offered = z.object({
  name: z.string(),
  rows: z.string().meta({ description: 'about how many, `~123000`' }),
  changedAt: z.string().nullable().meta({ description: 'when the latest of them was seen' }),
});
const Table_ = z.object({ table: z.string() });
const shared = { ...nothing, role: 'reader' as const, tag: 'data' };

/** `GET /tables`, `GET /tables/{table}`, `GET /data`, `GET /data/{table}/schema`, `GET /completeness`. */
export const tableRoutes = (ports: ApiPorts): readonly Route[] => [
  route(
    {
      ...shared,
      method: 'get',
      path: '/tables',
      says: 'Lists the tables, and how many rows each has',
      answers: {
        200: {
          says: 'all of them',
          schema: z.object({ tables: z.array(Listed), asOf: z.string().nullable(), next: z.null() }),
        },
      },
    },
    async ({ context }) => {
      const inputs = await inputsOf(ports);
      return context.json({ tables: await listed(ports), asOf: instant(asOf(inputs, ports.clock.now())), next: null });
    },
  ),
  route(
    {
      ...shared,
      method: 'get',
      path: '/tables/{table}',
      says: 'One table: its columns, how many rows it has, and until when its sources were read to their end',
      params: Table_,
      answers: {
        200: {
          says: 'the table',
          schema: Schema.extend({ rows: z.number(), asOf: z.string().nullable(), completeness: z.array(Completeness) }),
        },
      },
    },
    async ({ context, params }) => {
      const table = tableNamed(params.table);
      const now = ports.clock.now();
      const inputs = await inputsOf(ports);
      const completeness = inputs.map((input) => ({
        scope: input.scope,
        connection: input.connection,
        stream: input.stream,
        asOf: instant(input.watermark),
        state: stateOf(input, now),
      }));
      const { rows } = await publishedOf(ports, table);
      return context.json({ ...schemaOf(table), rows, asOf: instant(asOf(inputs, now)), completeness });
    },
  ),
  route(
    {
      ...shared,
      method: 'get',
      path: '/data',
      says: 'Lists what `/data/{table}` can answer',
      answers: { 200: { says: 'all tables', schema: z.array(Offered) } },
    },
    async ({ context }) => {
      const all = [...tables.values()].map(async (table) => {
        const { rows, changedAt } = await publishedOf(ports, table);
        return { name: table.name, rows: `~${rows}`, changedAt };
      });
      return context.json(await Promise.all(all));
    },
  ),
  route(
    {
      ...shared,
      method: 'get',
      path: '/data/{table}/schema',
      says: 'The columns of a table',
      params: Table_,
      answers: { 200: { says: 'the columns', schema: Schema } },
    },
    ({ context, params }) => context.json(schemaOf(tableNamed(params.table))),
  ),
];

function schemaOf(table: Table): z.input<typeof Schema> {
  const columns = columnsOf(table).map(({ name, type, isKey, isPerson }) => ({
    name,
    type,
    nullable: !isKey,
    person: isPerson,
    filter: true,
  }));
  const version = Number.parseInt(digest(JSON.stringify(columns), 8), 16);
  return { name: table.name, key: table.key.map(columnName), columns, version };
}

const instant = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

async function inputsOf({ table }: ApiPorts) {
  return streamInputs(table, await scopesOf(table));
}

const Counted = z.object({ rows: z.number().default(0), changedAt: z.string().default('') });

/** What is published of a table. */
async function publishedOf({ table: control }: ApiPorts, { name }: Table) {
  let [rows, changedAt] = [0, ''];
  for await (const row of rowsOf(control, places.lake(name))) {
    const counted = Counted.parse(row);
    rows += counted.rows;
    if (counted.changedAt > changedAt) changedAt = counted.changedAt;
  }
  return { rows, changedAt: changedAt === '' ? null : changedAt };
}

const listed = (ports: ApiPorts): Promise<readonly z.input<typeof Listed>[]> =>
  Promise.all(
    [...tables.values()].map(async (table) => ({
      name: table.name,
      columns: columnsOf(table).length,
      rows: (await publishedOf(ports, table)).rows,
    })),
  );
