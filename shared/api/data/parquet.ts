import * as z from 'zod';
import type { ApiPorts } from '../app.ts';
import { notHere } from '../problem.ts';
import { nothing, type Route, route } from '../route.ts';
import { parquet, Query, wantOf } from './data.ts';

/** `GET /data/{table}/parquet`: where a deployment's `GET /data/{table}?format=parquet` leads to. */
export const parquetRoutes = (ports: Pick<ApiPorts, 'table' | 'clock' | 'parquet' | 'spool'>): readonly Route[] => [
  route(
    {
      ...nothing,
      method: 'get',
      path: '/data/{table}/parquet',
      role: 'reader',
      tag: 'data',
      says: 'The rows of a table as one Parquet file, of what was published: the same as `format=parquet`, which leads here',
      params: z.object({ table: z.string() }),
      query: Query,
      answers: {
        200: { says: 'the file', type: 'application/vnd.apache.parquet' },
        303: { says: 'it is large: Location leads to it, for an hour' },
      },
    },
    async ({ context, params, query }) => {
      if (!ports.parquet) return notHere('this part of the deployment writes no Parquet');
      const want = wantOf(context, params.table, query);
      return want instanceof Response ? want : parquet(ports, context, want);
    },
  ),
];
