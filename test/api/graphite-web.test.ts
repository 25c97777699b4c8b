import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { globOf } from '../../shared/api/graphite/glob.ts';
import { GraphiteError } from '../../shared/api/graphite/grammar.ts';
import { render } from '../../shared/api/graphite/render.ts';
import { type Series, timeAt } from '../../shared/api/graphite/series.ts';
import type { GraphiteSource } from '../../shared/api/graphite/source.ts';
import type { Span } from '../../shared/api/graphite/span.ts';
import { timeOf } from '../../shared/api/graphite/times.ts';
import { type Metric, parseMetric } from '../../shared/metrics/definition.ts';

const folder = new URL('graphite-web/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const Numbers = z.array(z.number().nullable());
const Question = z.object({
  target: z.string(),
  from: z.string().optional(),
  until: z.string().optional(),
  maxDataPoints: z.string().optional(),
});
const asked = z
  .object({
    start: z.int(),
    step: z.int(),
    usual: z.object({ from: z.string(), until: z.string(), now: z.string() }),
    series: z.array(z.object({ path: z.string(), tagged: z.string(), values: Numbers })),
    questions: z.array(Question),
  })
  .parse(read('questions.json'));
const Answer = z.union([
  z.object({ status: z.int() }),
  z.array(
    z.object({
      target: z.string(),
      tags: z.record(z.string(), z.string()),
      times: z.tuple([z.int(), z.int()]),
      values: Numbers,
    }),
  ),
]);
const answers = z.array(Answer).parse(read('answers.json'));

/** The series of the questions, kept in memory: in the tree and by tags, as the lake's are. */
const kept = asked.series
  .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  .map(({ path, tagged, values }): { readonly path: string; readonly series: Series } => {
    const [name = '', ...tags] = tagged.split(';');
    const { start, step } = asked;
    return {
      path,
      series: {
        name: tagged,
        expression: tagged,
        tags: { name, ...Object.fromEntries(tags.map((tag) => tag.split('='))) },
        start,
        step,
        values,
        consolidateBy: 'average',
      },
    };
  });

/** What there is in a span; null where nothing was kept. */
function cut(series: Series, { from, until }: Span): Series {
  const start = Math.floor(from / series.step) * series.step;
  const count = Math.floor(until / series.step) - start / series.step + 1;
  const skipped = (start - series.start) / series.step;
  return { ...series, start, values: Array.from({ length: count }, (_, i) => series.values[i + skipped] ?? null) };
}

const metricOf = (name: string, series: string): Metric =>
  parseMetric(name, `-- title: x\n-- means: x\n-- needs: boards\n-- values: n items\n-- explain: x\n${series}SELECT 1`);

const source: GraphiteSource = {
  metrics: [metricOf('dora.lead', ''), metricOf('flow.entered', '-- series: state\n')],
  products: async () => ['Mon', 'Shop'],
  find: async () => [],
  fetch: async (pattern, span) => {
    const globs = pattern.split('.').map(globOf);
    return kept.flatMap(({ path, series }) => {
      const parts = path.split('.');
      const fits = parts.length === globs.length && globs.every((glob, i) => glob(parts[i] ?? ''));
      return fits ? [{ ...cut(series, span), name: path, expression: pattern, tags: { name: path } }] : [];
    });
  },
  tagged: async (metric, product, _, span) =>
    kept.flatMap(({ series }) =>
      series.tags.name === metric.name && series.tags.product === product ? [cut(series, span)] : [],
    ),
  syncs: async () => [],
  query: async () => [],
};

const now = Number(asked.usual.now);

/** Our answer to a question, as graphite-web's was recorded. */
async function ours(question: z.infer<typeof Question>): Promise<z.infer<typeof Answer>> {
  const [from, until] = [
    timeOf(question.from ?? asked.usual.from, now),
    timeOf(question.until ?? asked.usual.until, now),
  ];
  const most = question.maxDataPoints === undefined ? undefined : Number(question.maxDataPoints);
  try {
    const found = await render(source, [question.target], { from, until }, most);
    return found.map((series) => ({
      target: series.name,
      tags: { ...series.tags },
      times: [timeAt(series, 0), timeAt(series, series.values.length - 1)],
      values: [...series.values],
    }));
  } catch (cause) {
    if (cause instanceof GraphiteError) return { status: cause.status };
    throw cause;
  }
}

/**
 * Where Sluice answers otherwise, by intent. Fewer points than there are is not asked here: graphite-web then drops the
 * first ones and shows the others late.
 */
const deviations: readonly { readonly why: string; readonly fits: (question: z.infer<typeof Question>) => boolean }[] =
  [
    {
      why: 'max, min and first are more than graphite-web has',
      fits: ({ target }) => /^(max|min)\(|^group.*'first'/.test(target),
    },
    { why: 'graphite-web fails without its n', fits: ({ target }) => /^highestCurrent\([^,]*\)$/.test(target) },
    { why: 'bad grammar is said, with its position', fits: ({ target }) => target === 'scale(' },
    {
      why: 'shares and quotients keep their tags',
      fits: ({ target }) => /^asPercent\(flow|^divideSeries\([^,]*,dora/.test(target),
    },
    {
      why: 'the last node of a tagged series is shown without its tags',
      fits: ({ target }) => /^aliasByMetric\(series/.test(target),
    },
  ];

const own = new Set(['name', 'product', 'state']);

/** Without what graphite-web alone notes: tags of what was computed, a bucket behind the range, `.0` of whole numbers. */
function comparable(answer: z.infer<typeof Answer>, until: number): z.infer<typeof Answer> {
  if (!Array.isArray(answer)) return answer;
  const rounded = (value: number | null) => (value === null ? null : Number(value.toPrecision(12)));
  const plain = (name: string) => name.replace(/^(\d+)\.0$/, '$1');
  return answer.map(({ target, tags, times: [first, last], values }) => {
    const isBehind = last > until && values.at(-1) === null;
    const step = (last - first) / Math.max(1, values.length - 1);
    return {
      target: plain(target),
      tags: Object.fromEntries(
        Object.entries(tags).flatMap(([tag, value]) => (own.has(tag) ? [[tag, plain(value)]] : [])),
      ),
      times: [first, isBehind ? last - step : last],
      values: (isBehind ? values.slice(0, -1) : values).map(rounded),
    };
  });
}

test.each(
  asked.questions.map((question, i) => ({ question, asking: Object.values(question).join(' '), recorded: answers[i] })),
)('graphite-web agrees on $asking', async ({ question, recorded }) => {
  const until = timeOf(question.until ?? asked.usual.until, now);
  const [mine, theirs] = [comparable(await ours(question), until), recorded && comparable(recorded, until)];

  // A deviation that is none any more has to go.
  if (deviations.some(({ fits }) => fits(question))) expect(mine).not.toEqual(theirs);
  else expect(mine).toEqual(theirs);
});
