import { evaluate } from './evaluate.ts';
import { GraphiteError, parseTarget } from './grammar.ts';
import { consolidated, type Series, timeAt } from './series.ts';
import type { GraphiteSource } from './source.ts';
import type { Span } from './span.ts';

const MOST_TARGETS = 100;

/** Computes targets, in their order. @throws GraphiteError */
export async function render(
  source: GraphiteSource,
  targets: readonly string[],
  span: Span,
  most: number | undefined,
): Promise<readonly Series[]> {
  if (targets.length === 0) throw new GraphiteError('no target');
  if (targets.length > MOST_TARGETS) throw new GraphiteError(`more than ${MOST_TARGETS} targets`);
  const found: Series[] = [];
  for (const target of targets) {
    // Grafana writes minutes as 5m and months as 1M at times.
    const series = await evaluate(parseTarget(target.trim()), { ...span, source });
    found.push(...series.map((each) => consolidated(within(each, span), most)));
  }
  return found;
}

/** A day stands at its start: the one that the range begins in is shown, too. */
function within(series: Series, { from, until }: Span): Series {
  const first = Math.max(0, Math.floor((from - series.start) / series.step));
  const end = Math.max(first, Math.floor((until - series.start) / series.step) + 1);
  return first === 0 && end >= series.values.length
    ? series
    : { ...series, start: timeAt(series, first), values: series.values.slice(first, end) };
}

const clean = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

/** The answer in one of Graphite's formats. @throws GraphiteError */
export function written(all: readonly Series[], format: string): { readonly type: string; readonly text: string } {
  if (format === 'json') {
    const body = all.map((series) => ({
      target: series.name,
      tags: Object.keys(series.tags).length > 0 ? series.tags : { name: series.name },
      datapoints: series.values.map((value, i) => [clean(value), Math.round(timeAt(series, i))]),
    }));
    return { type: 'application/json', text: JSON.stringify(body) };
  }
  if (format === 'csv') {
    const lines = all.flatMap((series) =>
      series.values.map((value, i) => {
        const time = new Date(Math.round(timeAt(series, i)) * 1000).toISOString().slice(0, 19).replace('T', ' ');
        return `${quoted(series.name)},${time},${clean(value) ?? ''}\r\n`;
      }),
    );
    return { type: 'text/csv', text: lines.join('') };
  }
  if (format === 'raw') {
    const lines = all.map((series) => {
      const end = timeAt(series, series.values.length);
      return `${series.name},${series.start},${end},${series.step}|${series.values.map((v) => clean(v) ?? 'None').join(',')}\n`;
    });
    return { type: 'text/plain', text: lines.join('') };
  }
  throw new GraphiteError(`there is no format "${format}"; there is: json, csv, raw`);
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
