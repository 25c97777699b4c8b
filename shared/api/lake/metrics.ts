import * as z from 'zod';
import {
  flat,
  isEmpty,
  mappedTo,
  measureAll,
  metricsNamed,
  projectNamed,
  rangeOf,
  splitOf,
} from '../../metrics/question.ts';
import type { Definitions } from '../../metrics/read-definitions.ts';
import { asOf, type Input, stateOf } from '../../metrics/watermark.ts';
import { mappedInputs } from '../../pipeline/mapped-inputs.ts';
import type { ClockPort, TablePort } from '../../pipeline/ports.ts';
import { notHere } from '../problem.ts';
import { nothing, type Route, route } from '../route.ts';
import { allDefinitions } from './definitions.ts';
import { type LakeReader, NO_LAKE } from './lake.ts';
import { FORMATS, rowsAs } from './rows-as.ts';

/** What metrics are made of. */
export interface MetricPorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
  readonly lake?: LakeReader;
  readonly metrics?: Definitions;
}

const day = z.iso.date().meta({ description: '2026-01-31' });
const Asked = z.object({
  project: z.string().max(100).exactOptional(),
  by: z.enum(['day', 'week', 'month', 'range']).exactOptional(),
  from: day.exactOptional(),
  to: day.exactOptional(),
  zone: z.string().max(60).default('UTC').meta({ description: 'whose days they are: Europe/Zurich' }),
  split: z.string().max(200).exactOptional().meta({ description: 'tags, separated by commas' }),
  states: z.string().max(400).exactOptional().meta({ description: 'states of the flow, separated by commas' }),
  explain: z.stringbool().default(false),
  format: z.enum(FORMATS).default('json'),
});

const Value = z.object({ name: z.string(), unit: z.string() });
const Described = z.object({
  name: z.string(),
  title: z.string(),
  means: z.string(),
  rules: z.string(),
  series: z.array(z.string()),
  tags: z.array(z.string()),
  values: z.array(Value),
  step: z.enum(['day', 'range']),
});
const Measured = z.object({
  name: z.string(),
  title: z.string(),
  values: z.array(Value),
  asOf: z.string().nullable().meta({ description: 'until when its sources are complete' }),
  isEmpty: z.boolean(),
  why: z
    .array(z.object({ rule: z.string(), count: z.number() }))
    .nullable()
    .meta({ description: 'each rule with what it lets through: where it is empty, and when it is asked for' }),
  failing: z
    .array(z.object({ scope: z.string(), stream: z.string(), until: z.string().nullable() }))
    .meta({ description: 'sources whose last sync failed, and until when each is complete' }),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
});
const shared = { ...nothing, method: 'get' as const, role: 'reader' as const, tag: 'metrics' };

/** `GET /metrics`, `GET /metrics/{name}`: which metrics there are, and the numbers of one or of a group. */
export const metricRoutes = ({ table, clock, lake, metrics: theirs }: MetricPorts): readonly Route[] => [
  route(
    {
      ...shared,
      path: '/metrics',
      says: 'Lists the metrics, and what each means',
      answers: { 200: { says: 'all of them', schema: z.object({ metrics: z.array(Described), next: z.null() }) } },
    },
    async ({ context }) => {
      if (!theirs) return notHere(NO_LAKE);
      const definitions = await allDefinitions(theirs, { table, clock });
      const all = [...definitions.metrics.values()].map(
        ({ name, title, means, rules, series, tags, values, step }): z.input<typeof Described> => ({
          ...{ name, title, means, rules, step },
          ...{ series: [...series], tags: [...tags], values: [...values] },
        }),
      );
      return context.json({ metrics: all, next: null });
    },
  ),
  route(
    {
      ...shared,
      path: '/metrics/{name}',
      says: 'Measures a metric, all of a group (dora), or several with commas, for a product',
      params: z.object({ name: z.string().max(300) }),
      query: Asked,
      answers: {
        200: {
          says: 'its numbers bucket by bucket, each with whether it is final and as of when',
          schema: z.object({ project: z.string(), metrics: z.array(Measured) }),
          type: ['application/x-ndjson', 'text/csv'],
        },
      },
    },
    async ({ context, params, query }) => {
      if (!lake || !theirs) return notHere(NO_LAKE);
      const definitions = await allDefinitions(theirs, { table, clock });
      const wanted = metricsNamed(definitions, params.name);
      const split = splitOf(query.split, wanted);
      const now = clock.now();
      const range = rangeOf(query, wanted, now);
      const open = await lake.open();
      try {
        const project = await projectNamed(open, query.project);
        const { inputs, stateOrder } = await mappedInputs(table, await mappedTo(open, project));
        const states = query.states?.split(',').map((state) => state.trim()) ?? stateOrder;
        const question = { ...range, project, zone: query.zone, now, states };
        const shown = await measureAll(open, definitions, wanted, {
          question,
          split,
          inputs,
          explained: query.explain,
        });
        if (query.format !== 'json') {
          const rows = shown.flatMap((each) => each.measurement.rows.map((row) => flat(row, each)));
          const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
          const stretch = rows.map((row) => columns.map((name) => row[name] ?? null));
          const { type, text } = await rowsAs(query.format, { columns, rows: once(stretch) });
          return new Response(text, { headers: { 'content-type': type } });
        }
        const reached = asOf(inputs, now);
        const measured = shown.map((each): z.input<typeof Measured> => {
          const { metric, rows } = each.measurement;
          return {
            ...{ name: metric.name, title: metric.title, values: [...metric.values] },
            asOf: reached === undefined ? null : new Date(reached).toISOString(),
            isEmpty: isEmpty(each.measurement),
            why: each.why ? [...each.why] : null,
            failing: failingOf(each.inputs, now),
            rows: rows.map((row) => ({ ...flat(row, each) })),
          };
        });
        return context.json({ project, metrics: measured });
      } finally {
        open.close();
      }
    },
  ),
];

const failingOf = (inputs: readonly Input[], now: number): z.input<typeof Measured>['failing'] =>
  inputs
    .filter((each) => stateOf(each, now) === 'failing')
    .map(({ scope, stream, watermark }) => ({
      scope,
      stream,
      until: watermark === undefined ? null : new Date(watermark).toISOString(),
    }));

async function* once<Part>(part: Part): AsyncIterable<Part> {
  yield part;
}
