import * as z from 'zod';
import { exportRecord } from '../../domain/record.ts';
import { InvalidInputError } from '../../errors.ts';
import { type Lineage, lineageOf } from '../../pipeline/lineage.ts';
import type { ApiPorts } from '../app.ts';
import { nothing, type Route, route } from '../route.ts';
import { tableNamed } from './data.ts';

const Source = z.object({
  raw: z.string().meta({ description: '`<object>#<line>#<element>`' }),
  plugin: z.string(),
  connection: z.string(),
  scope: z.string(),
  stream: z.string(),
  run: z.string(),
  url: z.string().nullable(),
  status: z.number().nullable(),
  fetchedAt: z.string().nullable(),
  sha256: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  isIntact: z.boolean().meta({ description: 'the stored bytes have the hash that they were received with' }),
  element: z.unknown().meta({ description: "the vendor's own JSON" }),
});
const Entry = z.object({
  table: z.string(),
  record: z.record(z.string(), z.unknown()),
  run: z.string(),
  observedAt: z.string(),
  deleted: z.boolean(),
  isDerived: z.boolean().meta({ description: 'no answer of a vendor has it: it was made of other rows' }),
  source: Source.nullable(),
  madeOf: z.array(z.unknown()).meta({ description: 'the rows that it was made of, each like this one' }),
});

/** `GET /data/{table}/{key}/raw`. */
export const lineageRoutes = (ports: ApiPorts): readonly Route[] => [
  route(
    {
      ...nothing,
      method: 'get',
      path: '/data/{table}/{key+}/raw',
      role: 'reader',
      tag: 'data',
      says: "Leads from a row to the vendor's JSON that it was mapped from, or to the rows that it was derived of. A key of several columns has its values percent-encoded and parted by /; its first ones alone mean all rows that begin so",
      params: z.object({ table: z.string(), key: z.string() }),
      answers: { 200: { says: 'the rows, at most a hundred', schema: z.object({ rows: z.array(Entry) }) } },
    },
    async ({ context, params }) => {
      const table = tableNamed(params.table);
      const [, , text = ''] = /\/data\/([^/]+)\/(.+)\/raw$/.exec(new URL(context.req.url).pathname) ?? [];
      // An id may hold a slash of its own, which a proxy may have decoded.
      const key = table.key.length === 1 ? [decoded(text)] : text.split('/').map(decoded);
      const rows = await lineageOf(ports, table.name, key);
      return context.json({ rows: rows.map(entryOf) });
    },
  ),
];

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new InvalidInputError(`"${text}" is not percent-encoded UTF-8`, ['key'], { cause });
  }
}

function entryOf({ record, isDerived, source, madeOf }: Lineage): z.input<typeof Entry> {
  const { table: _, ...columns } = exportRecord(record);
  return {
    table: record.table,
    record: columns,
    run: record.run,
    observedAt: record.observedAt,
    deleted: record.deleted,
    isDerived,
    source: source ? sourceOf(source) : null,
    madeOf: madeOf.map(entryOf),
  };
}

function sourceOf({ page, element, ...source }: NonNullable<Lineage['source']>): z.input<typeof Source> {
  return {
    ...source,
    url: page?.url ?? null,
    status: page?.status ?? null,
    fetchedAt: page?.fetchedAt ?? null,
    sha256: page?.sha256 ?? null,
    headers: page?.headers ?? {},
    element: element ?? null,
  };
}
