import * as z from 'zod';
import { InvalidInputError } from '../../errors.ts';
import type { Definitions } from '../../metrics/read-definitions.ts';
import type { ClockPort, TablePort } from '../../pipeline/ports.ts';
import { allDefinitions } from '../lake/definitions.ts';
import { type LakeReader, NO_LAKE } from '../lake/lake.ts';
import { type Given, nothing, type Route, route } from '../route.ts';
import { type Asked, askedIn } from './asked.ts';
import { eventsOf } from './events.ts';
import { functions } from './functions/functions.ts';
import { GraphiteError } from './grammar.ts';
import { render, written } from './render.ts';
import { type GraphiteSource, graphiteSource } from './source.ts';
import type { Span } from './span.ts';
import { seriesByTag, tagNames, tagValues } from './tags.ts';
import { timeOf } from './times.ts';

/** What Grafana's questions are answered from. */
export interface GraphitePorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
  readonly lake?: LakeReader;
  readonly metrics?: Definitions;
}

type Context = Given<unknown, unknown, unknown>['context'];

/** What a question is answered with. */
interface Ask {
  readonly source: GraphiteSource;
  readonly asked: Asked;
  readonly span: Span;
  readonly context: Context;
}

const DAY = 86_400;
const YEAR = 365 * DAY;

/** The Graphite API for Grafana's own data source, below `/graphite`. Errors are short plain text, which Grafana shows. */
export function graphiteRoutes(ports: GraphitePorts): readonly Route[] {
  const both = (
    path: string,
    says: string,
    usualFrom: number,
    work: (ask: Ask) => Promise<Response> | Response,
  ): Route[] =>
    (['get', 'post'] as const).map((method) =>
      route(
        {
          ...nothing,
          method,
          path: `/graphite${path}`,
          role: 'reader',
          tag: 'graphite',
          says,
          isIdempotent: true,
          params: z.object(
            Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, z.string()])),
          ),
          answers: {
            200: {
              says: 'as Graphite',
              schema: z.unknown(),
              ...(path === '/render' && { type: ['text/csv', 'text/plain'] }),
            },
            ...Object.fromEntries(
              [400, 404, 500].map((status) => [status, { says: 'why, as Grafana shows it', type: 'text/plain' }]),
            ),
          },
        },
        ({ context }) => answer(ports, context, usualFrom, work),
      ),
    );
  return [
    ...both('/render', 'Series of targets', DAY, async ({ source, asked, span, context }) => {
      if (span.from === span.until) throw new GraphiteError('from and until are the same');
      const most = asked.one('maxDataPoints');
      const all = await render(source, asked.all('target'), span, most === undefined ? undefined : countOf(most));
      const { type, text } = written(all, asked.one('format') ?? 'json');
      return context.body(text, 200, { 'content-type': type });
    }),
    ...both('/metrics/find', 'Nodes of the tree below a pattern', YEAR, async ({ source, asked, span, context }) => {
      const found = await source.find(needed(asked, 'query'), span);
      return context.json(
        found.map(({ text, id, leaf }) => {
          const branch = leaf ? 0 : 1;
          return { text, id, allowChildren: branch, expandable: branch, leaf: leaf ? 1 : 0 };
        }),
      );
    }),
    ...both('/metrics/expand', 'Names that patterns stand for', YEAR, async ({ source, asked, span, context }) => {
      const queries = asked.all('query');
      if (queries.length === 0) throw new GraphiteError('no query');
      const groups = new Map<string, readonly string[]>();
      for (const query of queries) {
        const found = await source.find(query, span);
        const ids = found.filter(({ leaf }) => leaf || asked.one('leavesOnly') !== '1').map(({ id }) => id);
        groups.set(query, [...new Set(ids)].sort());
      }
      const isGrouped = asked.one('groupByExpr') === '1';
      return context.json({
        results: isGrouped ? Object.fromEntries(groups) : [...new Set([...groups.values()].flat())].sort(),
      });
    }),
    ...both('/tags/autoComplete/tags', 'Tags', YEAR, ({ source, asked, context }) =>
      context.json(tagNames(source, asked.all('expr'), asked.one('tagPrefix') ?? '').slice(0, limitOf(asked))),
    ),
    ...both('/tags/autoComplete/values', 'Values of a tag', YEAR, async ({ source, asked, span, context }) => {
      const prefix = asked.one('valuePrefix') ?? '';
      const values = await tagValues(source, needed(asked, 'tag'), asked.all('expr'), span);
      return context.json(
        values
          .map(([value]) => value)
          .filter((value) => value.startsWith(prefix))
          .slice(0, limitOf(asked)),
      );
    }),
    ...both('/tags/findSeries', 'Names of tagged series', YEAR, async ({ asked, source, span, context }) => {
      const found = await seriesByTag(asked.all('expr'), { source, ...span });
      return context.json(found.map(({ name }) => name).slice(0, limitOf(asked, 10_000)));
    }),
    ...both('/tags', 'All tags', YEAR, ({ source, asked, context }) => {
      const filter = asked.one('filter');
      const names = tagNames(source, [], '').filter((tag) => filter === undefined || tag.includes(filter));
      return context.json(names.map((tag) => ({ tag })));
    }),
    ...both('/tags/{tag}', 'One tag with its values', YEAR, async ({ source, span, context }) => {
      const tag = context.req.param('tag') ?? '';
      const values = await tagValues(source, tag, [], span);
      return context.json({ tag, values: values.map(([value, count]) => ({ value, count })) });
    }),
    ...both('/functions', 'Functions that there are', DAY, ({ context }) =>
      context.json(Object.fromEntries([...functions.keys()].map((name) => [name, described(name)]))),
    ),
    ...both('/functions/{name}', 'One function', DAY, ({ context }) => {
      const name = context.req.param('name') ?? '';
      if (!functions.has(name)) throw new GraphiteError(`unknown function "${name}"`, 404);
      return context.json(described(name));
    }),
    ...both('/version', 'The version of Graphite that this is like', DAY, ({ context }) => context.json('1.1.10')),
    ...both(
      '/events/get_data',
      'Deployments and releases, as annotations',
      DAY,
      async ({ source, asked, span, context }) => {
        const tags = asked
          .all('tags')
          .flatMap((text) => text.split(/[ ,]+/))
          .filter((tag) => tag !== '');
        return context.json(await eventsOf(source, span, tags));
      },
    ),
  ];
}

/** Opens what is asked, and makes plain text of what goes wrong: Grafana shows it as it is. */
async function answer(
  { table, clock, lake, metrics }: GraphitePorts,
  context: Context,
  usualFrom: number,
  work: (ask: Ask) => Promise<Response> | Response,
): Promise<Response> {
  if (!lake || !metrics) return context.text(NO_LAKE, 501);
  try {
    const asked = await askedIn(context);
    const span = spanIn(asked, Math.floor(clock.now() / 1000), usualFrom);
    const open = await lake.open();
    try {
      const all = await allDefinitions(metrics, { table, clock });
      return await work({ source: graphiteSource(open, all, { table, clock }), asked, span, context });
    } finally {
      open.close();
    }
  } catch (cause) {
    if (cause instanceof GraphiteError) return new Response(cause.message, { status: cause.status, headers: PLAIN });
    if (cause instanceof InvalidInputError) return new Response(cause.message, { status: 400, headers: PLAIN });
    return new Response('something failed inside; the log of the API tells more', { status: 500, headers: PLAIN });
  }
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };

function spanIn(asked: Asked, now: number, usual: number): Span {
  const clock = asked.one('now');
  const at = clock === undefined ? now : timeOf(clock, now);
  const zone = asked.one('tz') ?? 'UTC';
  const from = timeOf(asked.one('from') || `-${usual}s`, at, zone);
  const until = timeOf(asked.one('until') || 'now', at, zone);
  return from <= until ? { from, until } : { from: until, until: from };
}

function needed(asked: Asked, name: string): string {
  const value = asked.one(name);
  if (value === undefined || value === '') throw new GraphiteError(`no ${name}`);
  return value;
}

function countOf(text: string): number {
  const count = Math.floor(Number(text));
  if (count >= 1) return count;
  throw new GraphiteError(`maxDataPoints "${text}" is no number above 0`);
}

const limitOf = (asked: Asked, usual = 100): number => {
  const limit = Number(asked.one('limit') ?? usual);
  return limit >= 1 ? limit : usual;
};

function described(name: string) {
  const known = functions.get(name);
  const params = known?.params ?? [];
  return {
    name,
    function: `${name}(${params.map((parameter) => (parameter.multiple ? `*${parameter.name}` : parameter.name)).join(', ')})`,
    description: known?.description ?? '',
    module: 'graphite.render.functions',
    group: known?.group ?? '',
    params: params.map((parameter) => ({ required: false, ...parameter })),
  };
}
