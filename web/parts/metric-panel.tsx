import { useMemo } from 'preact/hooks';
import { type Measured, type Measurement, measure, numberOf, unitOf } from '../metrics.ts';
import { addressOf, go } from '../route.tsx';
import { sayFigure, sayTime } from '../say.ts';
import type { Span } from '../span.ts';
import { useAnswer } from '../use-answer.ts';
import { Chart } from './chart.tsx';
import type { Kind } from './plot.tsx';
import { Empty, Panel, Shown } from './state.tsx';

/** A metric as a panel with its chart; a value leads to the records behind it. */
export interface MetricPanelProps {
  readonly span: Span;
  readonly metric: string;
  readonly title: string;
  readonly kind: Kind;
  /** Which values are drawn, by their names, and how they are called here. */
  readonly values: Readonly<Record<string, string>>;
  /** Draws one series for each value of this tag, in this order where it is given. */
  readonly partedBy?: string;
  readonly order?: readonly string[];
  readonly by?: 'day' | 'week' | 'month';
  /** The list of records behind a value. */
  readonly records: string;
  readonly wide?: boolean;
}

/** Asks for a metric and draws it. */
export function MetricPanel(props: MetricPanelProps) {
  const { span, metric, title, wide, by } = props;
  const question = JSON.stringify([metric, span.project, span.from, span.to, by ?? span.range.by]);
  const [answer] = useAnswer(question, (signal) => measure(metric, span, { signal, ...(by && { by }) }));
  return (
    <Panel title={title} {...(wide && { wide })}>
      <Shown answer={answer} what={title}>
        {(measurement) =>
          measurement.isEmpty ? <Nothing measurement={measurement} /> : <Drawn {...props} measurement={measurement} />
        }
      </Shown>
    </Panel>
  );
}

function Drawn(props: MetricPanelProps & { readonly measurement: Measurement }) {
  const { measurement, title, kind, values, partedBy, order, records, span } = props;
  const drawn = useMemo(() => seriesOf(measurement, values, partedBy, order), [measurement]);
  const unit = unitOf(measurement, Object.keys(values)[0] ?? '');
  const format = useMemo(() => (value: number | null) => sayFigure(value, unit), [unit]);
  const onPick = (index: number, series?: string): void => {
    const bucket = drawn.buckets[index];
    const isState = partedBy !== undefined;
    if (bucket)
      go(
        addressOf('/records', {
          list: records,
          project: span.project,
          range: span.range.name,
          from: bucket.starts,
          to: bucket.ends,
          series: isState ? series : undefined,
        }),
      );
  };
  const open = drawn.buckets.filter(({ finality }) => finality !== 'final').map(({ bucket }) => bucket);
  return (
    <>
      <Chart
        title={title}
        labels={drawn.buckets.map(({ bucket }) => bucket)}
        times={drawn.times}
        series={drawn.series}
        kind={kind}
        format={format}
        onPick={onPick}
      />
      <details class="means">
        <summary>
          {open.length > 0 ? `Provisional: ${open.slice(-2).join(', ')}` : 'All final'}
          {measurement.asOf !== null && ` · as of ${sayTime(measurement.asOf)}`}
        </summary>
        <p>{measurement.means}</p>
      </details>
    </>
  );
}

/** Why there is nothing, rule by rule. */
export function Nothing({ measurement }: { measurement: Measurement }) {
  const { why: explain, means } = measurement;
  const first = explain.findIndex(({ count }) => count === 0);
  return (
    <Empty title="Nothing here yet">
      <p>{means}</p>
      {explain.length > 0 && (
        <ol class="why">
          {explain.map(({ rule, count }, i) => (
            <li key={rule} class={i === first ? 'ends' : undefined}>
              {rule}: <b>{count}</b>
              {i === first && ' ← here it ends'}
            </li>
          ))}
        </ol>
      )}
    </Empty>
  );
}

const COLOURS = 6;
/** What is good or bad everywhere looks so everywhere. */
const COLOUR_OF: Readonly<Record<string, string>> = { SUCCESS: 'chart-4', FAILURE: 'chart-5', CANCELED: 'chart-6' };

function seriesOf(
  { rows }: Measurement,
  values: Readonly<Record<string, string>>,
  partedBy: string | undefined,
  order: readonly string[] | undefined,
) {
  const buckets = [...new Map(rows.map((row): [string, Measured] => [row.bucket, row])).values()];
  const parts =
    partedBy === undefined
      ? [undefined]
      : distinct(
          rows.map(({ cells }) => String(cells[partedBy] ?? '')),
          order,
        );
  const at = new Map(
    rows.map((row) => [`${row.bucket}\n${partedBy === undefined ? '' : (row.cells[partedBy] ?? '')}`, row]),
  );
  const series = parts.flatMap((part) =>
    Object.entries(values).map(([value, label]) => ({
      label: part ?? label,
      values: buckets.map(({ bucket }) => numberOf(at.get(`${bucket}\n${part ?? ''}`)?.cells[value])),
    })),
  );
  return {
    buckets,
    times: buckets.map(({ starts }) => Date.parse(starts) / 1000),
    series: series.map((each, i) => ({ ...each, color: COLOUR_OF[each.label] ?? `chart-${(i % COLOURS) + 1}` })),
  };
}

/** Each once; those of the order first. */
const distinct = (found: readonly string[], order: readonly string[] = []): readonly string[] => {
  const all = new Set(found);
  return [...order.filter((each) => all.has(each)), ...[...all].filter((each) => !order.includes(each))];
};
