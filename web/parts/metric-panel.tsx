import { useMemo } from 'preact/hooks';
import { type Measured, type Measurement, numberOf, unitOf, useMeasured } from '../metrics.ts';
import { addressOf, go } from '../route.tsx';
import { sayBucket, sayFigure, sayTime, sayWord } from '../say.ts';
import type { Span, Step } from '../span.ts';
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
  /** Draws one series for each value of this tag: as the server orders them, in this order, or by name where it is empty. */
  readonly partedBy?: string;
  readonly order?: readonly string[];
  readonly by?: Step;
  /** The list of records behind a value. */
  readonly records: string;
  readonly wide?: boolean;
}

/** Asks for a metric and draws it. */
export function MetricPanel(props: MetricPanelProps) {
  const { span, metric, title, wide } = props;
  const by = props.by ?? span.by;
  const answer = useMeasured({ metric, project: span.project, from: span.from, to: span.to, by });
  return (
    <Panel title={title} {...(wide && { wide })}>
      <Shown answer={answer} what={title}>
        {(measurement) =>
          measurement.isEmpty ? (
            <Nothing measurement={measurement} />
          ) : (
            <Drawn {...props} by={by} measurement={measurement} />
          )
        }
      </Shown>
    </Panel>
  );
}

function Drawn(props: MetricPanelProps & { readonly by: Step; readonly measurement: Measurement }) {
  const { measurement, title, kind, values, partedBy, order, records, span, by } = props;
  const drawn = useMemo(() => seriesOf(measurement, values, partedBy, order), [measurement]);
  const labels = useMemo(() => drawn.buckets.map(({ bucket }) => sayBucket(bucket, by)), [drawn, by]);
  const unit = unitOf(measurement, Object.keys(values)[0] ?? '');
  const format = useMemo(() => (value: number | null) => sayFigure(value, unit), [unit]);
  const onPick = (index: number, part?: string): void => {
    const bucket = drawn.buckets[index];
    if (!bucket) return;
    const { starts: from, ends: to } = bucket;
    const parts = drawn.series.map((each) => each.part);
    const later = kind === 'bands' && part !== undefined ? parts.slice(parts.indexOf(part) + 1).join(',') : undefined;
    go(addressOf('/records', { ...span.asked, list: records, from, to, series: part, later }));
  };
  const openFrom = drawn.buckets.findIndex(({ finality }) => finality !== 'final');
  return (
    <>
      <Chart
        title={title}
        labels={labels}
        times={drawn.times}
        series={drawn.series}
        kind={kind}
        unit={unit}
        format={format}
        openFrom={openFrom === -1 ? undefined : openFrom}
        onPick={onPick}
      />
      <Certainty buckets={drawn.buckets} labels={labels} measurement={measurement} />
    </>
  );
}

/** How sure the numbers are, and what they mean. */
function Certainty({
  buckets,
  labels,
  measurement: { asOf, means },
}: {
  buckets: readonly Measured[];
  labels: readonly string[];
  measurement: Measurement;
}) {
  const incomplete = buckets.findIndex(({ finality }) => finality === 'incomplete');
  const open = buckets.findIndex(({ finality }) => finality !== 'final');
  return (
    <details class="means">
      <summary>
        {incomplete !== -1 ? (
          <b class="refused">Incomplete since {labels[incomplete]}: a source fails</b>
        ) : open === -1 ? (
          'All final'
        ) : (
          `Hatched: not final yet${open < labels.length - 1 ? `, from ${labels[open]} on` : ''}`
        )}
        {asOf !== null && ` · as of ${sayTime(asOf)}`}
      </summary>
      <p>{means}</p>
    </details>
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

/** What is good or bad everywhere looks so everywhere. */
const COLOUR_OF: Readonly<Record<string, string>> = {
  ...{ SUCCESS: 'chart-4', FAILURE: 'chart-5', CANCELED: 'chart-6' },
  ...{ TODO: 'chart-6', DONE: 'chart-4', draft: 'chart-6' },
};
const USUAL = ['chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5', 'chart-6'];
/** Between what waits and what is done. */
const ON_THE_WAY = ['chart-2', 'chart-1', 'chart-3', 'chart-5'];

/** Colours of series one after the other; of states the first waits and the last is done. */
function colorAt(i: number, { part, of, isFlow }: { part: string | undefined; of: number; isFlow: boolean }): string {
  const meant = part === undefined ? undefined : COLOUR_OF[part];
  if (meant !== undefined) return meant;
  if (!isFlow) return USUAL[i % USUAL.length] ?? 'chart-1';
  if (i === 0) return 'chart-6';
  return i === of - 1 ? 'chart-4' : (ON_THE_WAY[(i - 1) % ON_THE_WAY.length] ?? 'chart-1');
}

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
  const at = Map.groupBy(
    rows,
    ({ bucket, cells }) => `${bucket}\n${partedBy === undefined ? '' : (cells[partedBy] ?? '')}`,
  );
  const series = parts.flatMap((part) =>
    Object.entries(values).map(([value, label]) => ({
      label: part === undefined ? label : sayWord(part) || 'none',
      part,
      values: buckets.map(({ bucket }) => summed(at.get(`${bucket}\n${part ?? ''}`) ?? [], value)),
    })),
  );
  const isFlow = partedBy === 'state';
  return {
    buckets,
    times: buckets.map(({ starts }) => Date.parse(starts) / 1000),
    series: series.map((each, i) => ({ ...each, color: colorAt(i, { part: each.part, of: series.length, isFlow }) })),
  };
}

/** What a metric parts further than it is drawn here is added up. */
function summed(rows: readonly Measured[], value: string): number | null {
  const numbers = rows.flatMap(({ cells }) => numberOf(cells[value]) ?? []);
  return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0);
}

/** Each once: as the server orders them, those of the order first; without an order by name, so that each keeps its colour. */
const distinct = (found: readonly string[], order: readonly string[] | undefined): readonly string[] => {
  const all = new Set(found);
  if (order === undefined) return [...all];
  if (order.length === 0) return [...all].sort();
  return [...order.filter((each) => all.has(each)), ...[...all].filter((each) => !order.includes(each))];
};
