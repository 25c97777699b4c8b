import * as z from 'zod';
import { notHere } from '../problem.ts';
import { nothing, type Route, route } from '../route.ts';
import { type LakeReader, NO_LAKE } from './lake.ts';
import { FORMATS, rowsAs } from './rows-as.ts';

const Question = z.strictObject({
  sql: z.string().min(1).max(100_000).meta({ description: "one SELECT, in DuckDB's SQL" }),
  format: z.enum(FORMATS).default('ndjson'),
});

/** `POST /sql`: answers one question on the tables of the lake; nothing can be changed, and nothing else be read. */
export const sqlRoutes = ({ lake }: { readonly lake?: LakeReader }): readonly Route[] => [
  route(
    {
      ...nothing,
      method: 'post',
      path: '/sql',
      role: 'reader',
      tag: 'data',
      says: 'Answers one question in SQL on what was published',
      body: Question,
      isIdempotent: true,
      answers: {
        200: {
          says: 'all rows, as NDJSON, JSON or CSV; at most 4 MiB',
          schema: z.object({ columns: z.array(z.string()), rows: z.array(z.record(z.string(), z.unknown())) }),
          type: ['application/x-ndjson', 'text/csv'],
        },
        501: { says: 'there is no lake here' },
      },
    },
    async ({ body: { sql, format } }) => {
      if (!lake) return notHere(NO_LAKE);
      const open = await lake.open();
      try {
        const { type, text } = await rowsAs(format, await open.ask(sql));
        return new Response(text, { headers: { 'content-type': type } });
      } finally {
        open.close();
      }
    },
  ),
];
