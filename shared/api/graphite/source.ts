import { bucketsOf } from '../../metrics/buckets.ts';
import type { Metric } from '../../metrics/definition.ts';
import { type Figure, type Measured, measure } from '../../metrics/measure.ts';
import { mappedTo } from '../../metrics/question.ts';
import type { Definitions } from '../../metrics/read-definitions.ts';
import { mappedInputs } from '../../pipeline/mapped-inputs.ts';
import type { ClockPort, TablePort } from '../../pipeline/ports.ts';
import type { OpenLake } from '../lake/lake.ts';
import { globOf } from './glob.ts';
import { GraphiteError } from './grammar.ts';
import type { Series } from './series.ts';
import type { Span } from './span.ts';
import { type SyncEntry, syncEntries } from './syncs.ts';
import { segmentsOf, taggedName } from './tree-names.ts';

/** A node of the tree. */
export interface TreeNode {
  readonly text: string;
  readonly id: string;
  readonly leaf: boolean;
}

/** The metrics as Graphite sees them: a tree of names, and numbers a day apart. */
export interface GraphiteSource {
  readonly metrics: readonly Metric[];
  products(): Promise<readonly string[]>;
  find(pattern: string, span: Span): Promise<readonly TreeNode[]>;
  fetch(pattern: string, span: Span): Promise<readonly Series[]>;
  /** The series of a metric and a product, parted by these tags as well. */
  tagged(metric: Metric, product: string, split: readonly string[], span: Span): Promise<readonly Series[]>;
  /** How the syncs themselves went. */
  syncs(span: Span): Promise<readonly SyncEntry[]>;
  query: OpenLake['query'];
}

interface SourcePorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
}

const DAY = 86_400;
/** Most days that one question computes: about ten years. */
const MOST_DAYS = 3_700;
/** Most measurements that one question makes. */
const MOST_MEASURED = 200;

/** Numbers of a metric that a panel can draw; levels are words. */
export const numbersOf = ({ values }: Metric): readonly string[] =>
  values.filter(({ unit }) => unit !== 'level').map(({ name }) => name);

/** The flow is parted by releases in the tree, as its names are agreed; elsewhere a reader parts by tags. */
const treeSplit = ({ name, tags }: Metric): readonly string[] =>
  name.startsWith('flow.') && tags.includes('release') ? ['release'] : [];

/** Opens the metrics for one request; each is measured once in it. */
export function graphiteSource(
  lake: OpenLake,
  definitions: Definitions,
  { table, clock }: SourcePorts,
): GraphiteSource {
  const { metrics } = definitions;
  const orders = new Map<string, Promise<readonly string[]>>();
  /** The flow's states, first to last. */
  const statesOf = (product: string): Promise<readonly string[]> => {
    const order =
      orders.get(product) ?? mappedTo(lake, product).then(async (ids) => (await mappedInputs(table, ids)).stateOrder);
    orders.set(product, order);
    return order;
  };
  const measured = new Map<string, Promise<readonly Series[]>>();
  const all = [...metrics.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  let known: Promise<readonly string[]> | undefined;
  const products = () => {
    known ??= lake
      .query('SELECT name FROM projects UNION SELECT project_name FROM project_mapping ORDER BY 1')
      .then((rows) => rows.map(({ name }) => String(name)));
    return known;
  };
  const tagged: GraphiteSource['tagged'] = (metric, product, split, span) => {
    const [from, to] = daysOf(span, clock);
    const key = JSON.stringify([metric.name, product, split, from, to]);
    const before = measured.get(key);
    if (before) return before;
    if (measured.size >= MOST_MEASURED)
      throw new GraphiteError(`more than ${MOST_MEASURED} metrics of products in one question: name fewer of them`);
    const states = metric.series.includes('state') ? statesOf(product) : Promise.resolve([]);
    const made = states.then((order) =>
      seriesOf(lake, definitions, clock, { metric, product, split, from, to, states: order }),
    );
    measured.set(key, made);
    return made;
  };
  const inTree = async (metric: Metric, product: string, span: Span): Promise<readonly Entry[]> => {
    const series = await tagged(metric, product, treeSplit(metric), span);
    return entriesOf(metric, series);
  };
  const asked = new Map<string, Promise<readonly SyncEntry[]>>();
  const syncs = (span: Span): Promise<readonly SyncEntry[]> => {
    const key = `${span.from} ${span.until}`;
    const made = asked.get(key) ?? syncEntries({ table, clock }, span);
    asked.set(key, made);
    return made;
  };
  /** Those of the syncs whose path begins so; runs are read only where it can. */
  const syncsBelow = async (globs: readonly ((text: string) => boolean)[], span: Span) =>
    globs[0]?.('sync')
      ? (await syncs(span)).filter(
          ({ path }) => path.length >= globs.length && globs.every((fits, i) => fits(path[i] ?? '')),
        )
      : [];
  const placesOf = async (pattern: readonly string[]) => {
    const globs = pattern.map(globOf);
    const found: { metric: Metric; product: string; head: readonly string[]; rest: typeof globs }[] = [];
    const segments = segmentsOf(await products());
    for (const metric of all) {
      const name = metric.name.split('.');
      if (globs.length <= name.length || !name.every((part, i) => globs[i]?.(part))) continue;
      for (const [segment, product] of segments)
        if (globs[name.length]?.(segment))
          found.push({ metric, product, head: [...name, segment], rest: globs.slice(name.length + 1) });
    }
    return found;
  };
  return {
    metrics: all,
    products,
    tagged,
    syncs,
    query: lake.query,
    find: async (pattern, span) => {
      const parts = partsOf(pattern);
      const globs = parts.map(globOf);
      const nodes = new Map<string, TreeNode>();
      const add = (path: readonly string[], leaf: boolean) => {
        const id = path.join('.');
        // A branch and a leaf of the same name are two.
        nodes.set(`${id}/${leaf}`, { text: path.at(-1) ?? '', id, leaf });
      };
      for (const metric of all) {
        const name = metric.name.split('.');
        if (globs.length <= name.length && globs.every((glob, i) => glob(name[i] ?? '')))
          add(name.slice(0, globs.length), false);
      }
      for (const { metric, product, head, rest } of await placesOf(parts)) {
        if (rest.length === 0) {
          const depth = treeSplit(metric).length + metric.series.length + (numbersOf(metric).length > 1 ? 1 : 0);
          add(head, depth === 0);
          continue;
        }
        for (const { path } of await inTree(metric, product, span))
          if (rest.length <= path.length && rest.every((glob, i) => glob(path[i] ?? '')))
            add([...head, ...path.slice(0, rest.length)], rest.length === path.length);
      }
      for (const { path } of await syncsBelow(globs, span))
        add(path.slice(0, globs.length), path.length === globs.length);
      return [...nodes.values()].sort(
        (a, b) =>
          Number(a.leaf) - Number(b.leaf) || (a.text < b.text ? -1 : a.text > b.text ? 1 : a.id < b.id ? -1 : 1),
      );
    },
    fetch: async (pattern, span) => {
      const found: Series[] = [];
      for (const { metric, product, head, rest } of await placesOf(partsOf(pattern)))
        for (const { path, series } of await inTree(metric, product, span)) {
          if (path.length !== rest.length || !rest.every((glob, i) => glob(path[i] ?? ''))) continue;
          const name = [...head, ...path].join('.');
          found.push({ ...series, name, expression: pattern });
        }
      const globs = partsOf(pattern).map(globOf);
      for (const { path, series } of await syncsBelow(globs, span))
        if (path.length === globs.length) found.push({ ...series, name: path.join('.'), expression: pattern });
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/** A path's segments; dots within braces are none of its own. */
function partsOf(pattern: string): readonly string[] {
  const parts: string[] = [''];
  let braces = 0;
  for (const sign of pattern) {
    if (sign === '{') braces += 1;
    if (sign === '}') braces -= 1;
    if (sign === '.' && braces === 0) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts;
}

interface Entry {
  readonly path: readonly string[];
  readonly series: Series;
}

/** Series below a product: their segments are the values of the tags, then the number's name where there are several. */
function entriesOf(metric: Metric, all: readonly Series[]): readonly Entry[] {
  const tags = [...treeSplit(metric), ...metric.series];
  const names = tags.map((tag) => {
    const values = [...new Set(all.map((series) => series.tags[tag] ?? 'N/A'))].sort();
    return new Map(segmentsOf(values).map(([segment, value]) => [value, segment]));
  });
  const several = numbersOf(metric).length > 1;
  return all.map((series) => ({
    path: [
      ...tags.map((tag, i) => names[i]?.get(series.tags[tag] ?? 'N/A') ?? ''),
      ...(several ? [series.tags.value ?? ''] : []),
    ],
    series,
  }));
}

const dateOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** The days of a span, none of which has not begun. */
function daysOf({ from, until }: Span, clock: ClockPort): readonly [string, string] {
  const now = clock.now() / 1000;
  const last = Math.min(until, now);
  const first = Math.max(Math.min(from, last), last - MOST_DAYS * DAY);
  return [dateOf(first), dateOf(last)];
}

async function seriesOf(
  lake: OpenLake,
  definitions: Definitions,
  clock: ClockPort,
  given: {
    readonly metric: Metric;
    readonly product: string;
    readonly split: readonly string[];
    readonly from: string;
    readonly to: string;
    readonly states: readonly string[];
  },
): Promise<readonly Series[]> {
  const { metric, product, split, from, to, states } = given;
  const zone = 'UTC';
  const days = bucketsOf({ from, to, by: 'day', zone });
  // What is defined over a range is told month by month, at the month's first day.
  const buckets = metric.step === 'range' ? bucketsOf({ from, to, by: 'month', zone }) : days;
  const now = clock.now();
  const inRange = metric.step === 'range' ? bucketsOf({ from: `${from.slice(0, 7)}-01`, to, by: 'day', zone }) : [];
  const question = { project: product, zone, now, buckets, days: inRange, states };
  const { rows } = await measure(lake, definitions, metric, question, split);
  const start = (days[0]?.starts ?? 0) / 1000;
  const index = new Map(days.map(({ starts }, i) => [starts, i]));
  const found = new Map<string, { tags: Record<string, string>; values: (number | null)[] }>();
  const several = numbersOf(metric).length > 1;
  for (const row of rows)
    for (const value of numbersOf(metric)) {
      const tags = { product, ...row.tags, ...(several && { value }) };
      const key = JSON.stringify(Object.entries(tags).sort());
      const series = found.get(key) ?? { tags, values: days.map(() => null) };
      // A month that began before the range stands at its first day.
      const place = index.get(Math.max(row.bucket.starts, start * 1000));
      if (place !== undefined) series.values[place] = numberOf(row, value);
      found.set(key, series);
    }
  return [...found.values()].map(({ tags, values }): Series => {
    const name = taggedName(metric.name, tags);
    return {
      name,
      expression: name,
      tags: { name: metric.name, ...tags },
      start,
      step: DAY,
      values,
      consolidateBy: 'average',
    };
  });
}

function numberOf({ values }: Measured, name: string): number | null {
  const figure: Figure = values[name] ?? null;
  return typeof figure === 'number' && Number.isFinite(figure) ? figure : null;
}
