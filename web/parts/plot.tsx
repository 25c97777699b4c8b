import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { colorOf, onTheme } from './theme.ts';

/** One line, area or row of bars; `values` stand beside the times, null where there is nothing. */
export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** A colour of the style sheet: `chart-1`. */
  readonly color: string;
}

/** How series are drawn; areas fill down to the axis, the largest first; those of `bands` begin just below the smallest. */
export type Kind = 'lines' | 'areas' | 'bands' | 'bars';

/** What a drawing is made of. */
export interface PlotProps {
  /** Seconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly kind: Kind;
  readonly format: (value: number) => string;
  /** Which time the pointer or the keyboard is at; null: none. */
  readonly onPoint: (index: number | null) => void;
  readonly onPick: (index: number) => void;
  readonly point: number | null;
}

const HEIGHT = 260;
const LOW = 190;

/** Draws on a canvas with uPlot; what it shows is told in words by the chart around it. */
export function Plot(props: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const { times, series, kind, format, point } = props;

  useEffect(() => {
    const at = place.current;
    if (!at) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      const made = new uPlot(optionsOf(at.clientWidth, series, kind, format, latest), dataOf(times, series, kind), at);
      made.over.addEventListener('click', () => {
        const { idx } = made.cursor;
        if (typeof idx === 'number') latest.current.onPick(idx);
      });
      plot.current = made;
    };
    draw();
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: at.clientWidth, height: heightOf(at) }));
    observer.observe(at);
    const stop = onTheme(draw);
    return () => {
      stop();
      observer.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [times, series, kind, format]);

  useEffect(() => {
    const made = plot.current;
    const x = point === null ? undefined : times[point];
    if (made && x !== undefined && made.cursor.idx !== point)
      made.setCursor({ left: made.valToPos(x, 'x'), top: 10 }, false);
  }, [point, times]);

  return <div class="plot" ref={place} aria-hidden="true" />;
}

const heightOf = ({ clientWidth }: HTMLElement): number => (clientWidth < 480 ? LOW : HEIGHT);

/** Bars and areas stand on one another: each is drawn from the axis up to its own sum, the whole first. */
function dataOf(times: readonly number[], series: readonly Series[], kind: Kind): uPlot.AlignedData {
  const isStacked = kind === 'bars' || kind === 'areas';
  const lines = series.map(({ values }, i) =>
    isStacked && series.length > 1
      ? values.map((_, at) => series.slice(i).reduce((sum, below) => sum + (below.values[at] ?? 0), 0))
      : [...values],
  );
  return [[...times], ...lines];
}

function optionsOf(
  width: number,
  series: readonly Series[],
  kind: Kind,
  format: (value: number) => string,
  latest: { readonly current: PlotProps },
): uPlot.Options {
  const [grid, text] = [colorOf('line'), colorOf('faint')];
  const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { show: false }, font: '12px system-ui' };
  const bars = uPlot.paths.bars?.({ size: [0.7, 28], radius: 0.15 });
  return {
    width,
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
    height: width < 480 ? LOW : HEIGHT,
    legend: { show: false },
    padding: [12, 18, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { show: kind !== 'bars', size: 7 } },
    scales: {
      x: {
        time: true,
        range: (_, low, high) => (kind === 'bars' ? padded(low, high, latest.current.times) : [low, high]),
      },
      y: {
        range: (_, low, high) => [
          kind === 'bands' ? Math.floor(low * 0.97) : Math.min(0, low),
          high > 0 ? high * 1.04 : 1,
        ],
      },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 70,
        size: 32,
        values: (_, splits, __, ___, step) => splits.map((at) => sayTick(at, step)),
      },
      { ...axis, size: 58, values: (_, values) => values.map((value) => format(value)) },
    ],
    series: [
      {},
      ...series.map(({ label, color }): uPlot.Series => {
        const stroke = colorOf(color);
        const fill = kind === 'lines' ? {} : { fill: kind === 'bars' ? stroke : softened(stroke) };
        return {
          label,
          stroke,
          width: kind === 'bars' ? 0 : 2,
          ...fill,
          ...(kind === 'bars' && bars && { paths: bars }),
          points: { show: false },
          spanGaps: true,
        };
      }),
    ],
    hooks: { setCursor: [({ cursor }) => latest.current.onPoint(cursor.idx ?? null)] },
  };
}

/** Days as `25 May`, months as `May 26`; in UTC, in which the server counts. */
const sayTick = (at: number, step: number): string =>
  new Date(at * 1000).toLocaleDateString('en-GB', {
    timeZone: 'UTC',
    month: 'short',
    ...(step < A_MONTH ? { day: 'numeric' } : { year: '2-digit' }),
  });

const A_MONTH = 27 * 86_400;

/** Half a bar beyond the first and the last. */
function padded(low: number, high: number, times: readonly number[]): [number, number] {
  const step = times.length > 1 ? (high - low) / (times.length - 1) : 86_400;
  return [low - step * 0.6, high + step * 0.6];
}

/** A lighter shade for areas; the style sheet's colours are `#rrggbb`. */
const softened = (color: string): string => `${color}cc`;
