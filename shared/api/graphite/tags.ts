import type { Metric } from '../../metrics/definition.ts';
import type { Scope } from './evaluate.ts';
import { regexOf } from './glob.ts';
import { GraphiteError } from './grammar.ts';
import type { Series } from './series.ts';
import { type GraphiteSource, numbersOf } from './source.ts';
import type { Span } from './span.ts';
import { SYNC_METRICS } from './syncs.ts';

/** `tag=value` and its kin. */
interface TagExpression {
  readonly tag: string;
  readonly fits: (value: string) => boolean;
  /** Demands that there is a value. */
  readonly demands: boolean;
}

/** Reads `t=v`, `t!=v`, `t=~re`, `t!=~re`; patterns begin at the start. @throws GraphiteError */
export function tagExpression(text: string): TagExpression {
  const [, tag = '', sign = '', value = ''] = /^([^;!^=]+)(!?=~?)([\s\S]*)$/.exec(text.trim()) ?? [];
  if (tag === '') throw new GraphiteError(`"${text}" says nothing of a tag; write tag=value, tag!=value, tag=~pattern`);
  const matches = isPattern(sign) ? patternOf(value) : (given: string) => given === value;
  const fits = sign.startsWith('!') ? (given: string) => !matches(given) : matches;
  return { tag, fits, demands: !fits('') };
}

const isPattern = (sign: string): boolean => sign.endsWith('~');

function patternOf(source: string): (text: string) => boolean {
  const compiled = regexOf(`^(?:${source})`);
  return (text) => compiled.test(text);
}

/** All tags that series of a metric may have. */
export const tagsOf = (metric: Metric): readonly string[] => [
  'name',
  'product',
  ...metric.series,
  ...metric.tags,
  ...(numbersOf(metric).length > 1 ? ['value'] : []),
];

/** Metrics that could fit, by what is asked of their name and of tags that they do not have. */
export const metricsFor = (source: GraphiteSource, wanted: readonly TagExpression[]): readonly Metric[] =>
  source.metrics.filter((metric) => {
    const known = tagsOf(metric);
    return wanted.every(({ tag, fits }) => (tag === 'name' ? fits(metric.name) : known.includes(tag) || fits('')));
  });

/** Names of the syncs' metrics that could fit. */
const syncsFor = (wanted: readonly TagExpression[]): readonly string[] =>
  [...SYNC_METRICS].flatMap(([name, tags]) =>
    wanted.every(({ tag, fits }) => (tag === 'name' ? fits(name) : tags.includes(tag) || fits(''))) ? [name] : [],
  );

/** Series of the syncs that fit; runs are read only where some can. */
async function selectSyncs(
  source: GraphiteSource,
  wanted: readonly TagExpression[],
  span: Span,
): Promise<readonly Series[]> {
  if (syncsFor(wanted).length === 0) return [];
  return (await source.syncs(span)).flatMap(({ series }) =>
    wanted.every(({ tag, fits }) => fits(series.tags[tag] ?? '')) ? [series] : [],
  );
}

/** Series by their tags. Tags by which a metric may be parted do so where they are named. @throws GraphiteError */
export async function seriesByTag(
  texts: readonly string[],
  scope: Scope,
  by: readonly string[] = [],
): Promise<readonly Series[]> {
  const wanted = texts.map(tagExpression);
  if (!wanted.some(({ demands }) => demands))
    throw new GraphiteError('at least one expression is to demand a value: tag=value');
  const found = [
    ...(await select(scope.source, wanted, scope, by)),
    ...(await selectSyncs(scope.source, wanted, scope)),
  ];
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function select(
  source: GraphiteSource,
  wanted: readonly TagExpression[],
  span: Span,
  by: readonly string[],
): Promise<readonly Series[]> {
  const products = (await source.products()).filter((product) =>
    wanted.every(({ tag, fits }) => tag !== 'product' || fits(product)),
  );
  const named = new Set([...wanted.map(({ tag }) => tag), ...by]);
  const found: Series[] = [];
  for (const metric of metricsFor(source, wanted)) {
    const split = metric.tags.filter((tag) => named.has(tag));
    for (const product of products)
      for (const series of await source.tagged(metric, product, split, span))
        if (wanted.every(({ tag, fits }) => fits(series.tags[tag] ?? ''))) found.push(series);
  }
  return found;
}

/** Tags that series of these expressions have, and that are not in them. */
export function tagNames(source: GraphiteSource, texts: readonly string[], prefix: string): readonly string[] {
  const wanted = texts.map(tagExpression);
  const said = new Set(wanted.map(({ tag }) => tag));
  const names = new Set([
    ...metricsFor(source, wanted).flatMap(tagsOf),
    ...syncsFor(wanted).flatMap((name) => ['name', ...(SYNC_METRICS.get(name) ?? [])]),
  ]);
  return [...names].filter((tag) => !said.has(tag) && tag.startsWith(prefix)).sort();
}

/** The values of a tag among series of these expressions, with how many series have each. */
export async function tagValues(
  source: GraphiteSource,
  tag: string,
  texts: readonly string[],
  span: Span,
): Promise<readonly (readonly [string, number])[]> {
  const wanted = texts.map(tagExpression);
  if (tag === 'name')
    return [...metricsFor(source, wanted).map(({ name }) => name), ...syncsFor(wanted)]
      .sort()
      .map((name) => [name, 1] as const);
  const fitting = metricsFor(source, wanted).filter((metric) => tagsOf(metric).includes(tag));
  if (tag === 'product') return (await source.products()).map((product) => [product, fitting.length] as const);
  if (tag === 'value') {
    const names = fitting.flatMap(numbersOf);
    return [...new Set(names)].sort().map((name) => [name, names.filter((each) => each === name).length] as const);
  }
  const counts = new Map<string, number>();
  // A tag of many metrics has the same values in each of a group: one metric a group is asked.
  const asked = [...new Map(fitting.map((metric) => [metric.name.split('.')[0], metric])).values()];
  for (const metric of wanted.some((expression) => expression.tag === 'name') ? fitting : asked)
    for (const series of await select(source, [...wanted, tagExpression(`name=${metric.name}`)], span, [tag])) {
      const value = series.tags[tag];
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  for (const { tags } of await selectSyncs(source, wanted, span))
    if (tags[tag] !== undefined) counts.set(tags[tag], (counts.get(tags[tag]) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
