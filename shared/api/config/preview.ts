import * as z from 'zod';
import { exportRecord } from '../../domain/record.ts';
import { InvalidInputError } from '../../errors.ts';
import { findConnection } from '../../pipeline/plan.ts';
import type { VendorPort } from '../../pipeline/ports.ts';
import { preview } from '../../pipeline/preview.ts';
import { parseScopeName } from '../../pipeline/resolve-scope.ts';
import type { ApiPorts } from '../app.ts';
import { notHere } from '../problem.ts';
import { nothing, type Route, route } from '../route.ts';
import { recentAnswers } from './recent-answers.ts';

const MOST = 20;
/** What a response of a Lambda function holds is 6 MB, in which every quotation mark counts twice. */
const LARGEST = 2 * 1024 * 1024;
const Sample = z.object({
  raw: z.unknown().meta({ description: "the vendor's own JSON" }),
  records: z.array(z.object({ table: z.string(), record: z.record(z.string(), z.unknown()) })),
  problems: z.array(z.string()).meta({ description: 'why it cannot be mapped' }),
});

type PreviewPorts = Pick<ApiPorts, 'plugins' | 'table' | 'clock' | 'objects' | 'vendors'>;

/** `POST /preview`: what a mapping would make of the user's own data; nothing is stored. */
export function previewRoutes(ports: PreviewPorts): readonly Route[] {
  const recent = ports.vendors && recentAnswers(ports.vendors.vendor, ports.clock);
  return [previewRoute(ports, recent)];
}

const previewRoute = (ports: PreviewPorts, recent: VendorPort | undefined): Route =>
  route(
    {
      ...nothing,
      method: 'post',
      path: '/preview',
      role: 'operator',
      tag: 'scopes',
      says: 'Maps some things of a scope under a mapping that is tried: what was collected, else what the vendor answers now',
      body: z.strictObject({
        scope: z.string().min(3).max(400),
        stream: z.string().min(1).max(100),
        config: z.record(z.string(), z.unknown()).default({}),
        limit: z.int().min(1).max(MOST).default(3),
      }),
      isIdempotent: true,
      answers: { 200: { says: 'each thing with its records', schema: z.object({ samples: z.array(Sample) }) } },
    },
    async ({ context, body }) => {
      const { vendors, table, objects } = ports;
      if (!vendors || !recent) return notHere('this part of the deployment asks no vendor');
      const { plugin, connection: named, name } = parseScopeName(ports.plugins, body.scope);
      const connection = named ?? plugin.name;
      const reach = () => findConnection(vendors, plugin, connection);
      const { stream, config, limit } = body;
      const found = await preview(
        { ...vendors, vendor: recent, plugins: ports.plugins, table, objects },
        { plugin, connection, reach, name, stream, config, limit },
      );
      const samples = found.map(({ raw, records, problems }) => ({
        raw,
        problems,
        records: records.map(({ table: of, record }) => {
          const { table: _, ...columns } = exportRecord({ table: of, values: record });
          return { table: of, record: columns };
        }),
      }));
      const text = JSON.stringify({ samples });
      if (text.length > LARGEST)
        throw new InvalidInputError(`${samples.length} of these are more than an answer holds: give a smaller limit`, [
          'limit',
        ]);
      return context.body(text, 200, { 'content-type': 'application/json' });
    },
  );
