import { useMemo, useState } from 'preact/hooks';
import { type Kind, Plot, type Series } from './plot.tsx';

/** A chart with its legend, its values at a point, and the same as a table. */
export interface ChartProps {
  readonly title: string;
  /** One label a time: `2026-03`. */
  readonly labels: readonly string[];
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly kind: Kind;
  /** Of the values: `min`. */
  readonly unit: string;
  readonly format: (value: number | null) => string;
  /** From which time on values are not final. */
  readonly openFrom?: number | undefined;
  /** Leads to the records behind a value. */
  readonly onPick?: ((index: number, part?: string) => void) | undefined;
}

/** Draws a chart that can be read with the eyes, the keyboard and a screen reader. */
export function Chart({ title, labels, times, series, kind, unit, format, openFrom, onPick }: ChartProps) {
  const [point, setPoint] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const axis = useMemo(() => (value: number) => format(value), [format]);
  // At rest, the last that says something: today may have nothing yet.
  const last = useMemo(
    () =>
      Math.max(
        0,
        labels.findLastIndex((_, i) => series.some(({ values }) => (values[i] ?? null) !== null)),
      ),
    [labels, series],
  );
  const at = Math.min(point ?? last, labels.length - 1);
  const move = (step: number): void => setPoint(Math.max(0, Math.min(labels.length - 1, at + step)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      move(step);
    }
    if (event.key === 'Enter' && event.target === event.currentTarget) onPick?.(at);
  };
  return (
    <figure class="chart">
      <div class="chart-head">
        <Legend series={series} at={at} label={labels[at] ?? ''} format={format} />
        <button type="button" class="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'As a chart' : 'As a table'}
        </button>
      </div>
      {asTable ? (
        <Values title={title} labels={labels} series={series} format={format} onPick={onPick} />
      ) : (
        <div
          class="chart-area"
          role="group"
          tabIndex={0}
          aria-label={`${title}: arrow keys move through the values, Enter opens their records`}
          onKeyDown={onKeyDown}
        >
          <Plot
            times={times}
            series={series}
            kind={kind}
            unit={unit}
            format={axis}
            openFrom={openFrom}
            point={point}
            onPoint={setPoint}
            onPick={(i) => onPick?.(i)}
          />
        </div>
      )}
      <p class="unseen" aria-live="polite">
        {point === null
          ? ''
          : `${labels[at]}: ${series.map(({ label, values }) => `${label} ${format(values[at] ?? null)}`).join(', ')}`}
      </p>
    </figure>
  );
}

function Legend({
  series,
  at,
  label,
  format,
}: Pick<ChartProps, 'series' | 'format'> & { readonly at: number; readonly label: string }) {
  return (
    <ul class="legend">
      <li class="legend-at">{label}</li>
      {series.map(({ label: name, color, values }) => (
        <li key={name}>
          <span class={`swatch ${color}`} />
          {name} <b>{format(values[at] ?? null)}</b>
        </li>
      ))}
    </ul>
  );
}

function Values({
  title,
  labels,
  series,
  format,
  onPick,
}: Pick<ChartProps, 'title' | 'labels' | 'series' | 'format' | 'onPick'>) {
  return (
    <section class="scroll" aria-label={`${title} as a table`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">from</th>
            {series.map(({ label }) => (
              <th scope="col" class="number" key={label}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, i) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {series.map(({ label: name, part, values }) => (
                <td class="number" key={name}>
                  {onPick ? (
                    <button type="button" class="link" onClick={() => onPick(i, part)}>
                      {format(values[i] ?? null)}
                    </button>
                  ) : (
                    format(values[i] ?? null)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
