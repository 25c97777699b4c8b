import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { colorOf, onTheme, softened } from './theme.ts';

/** One line, area or row of bars; `values` stand beside the times, null where there is nothing. */
export interface Series {
  readonly label: string;
  /** What it is a part of the whole by: `SUCCESS`; undefined where it is the whole. */
  readonly part?: string | undefined;
  readonly values: readonly (number | null)[];
  /** A colour of the style sheet: `chart-1`. */
  readonly color: string;
}

/** How series are drawn. Bars, areas and bands stand on one another; the axis of bands begins just below the last one's least. */
export type Kind = 'lines' | 'areas' | 'bands' | 'bars';

/** What a drawing is made of. */
export interface PlotProps {
  /** Seconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly kind: Kind;
  readonly unit: string;
  readonly format: (value: number) => string;
  /** From which time on values are not final; they are hatched. */
  readonly openFrom?: number | undefined;
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
  const { times, series, kind, format, point, openFrom } = props;

  useEffect(() => {
    const at = place.current;
    if (!at) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      const made = new uPlot(optionsOf(at.clientWidth, latest), dataOf(times, series, kind), at);
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
  }, [times, series, kind, format, openFrom]);

  useEffect(() => {
    const made = plot.current;
    const x = point === null ? undefined : times[point];
    if (made && x !== undefined && made.cursor.idx !== point)
      made.setCursor({ left: made.valToPos(x, 'x'), top: 10 }, false);
  }, [point, times]);

  return <div class="plot" ref={place} aria-hidden="true" />;
}

const heightOf = ({ clientWidth }: HTMLElement): number => (clientWidth < 480 ? LOW : HEIGHT);

/** What stands on others is drawn from the axis up to its own sum, the whole first. */
function dataOf(times: readonly number[], series: readonly Series[], kind: Kind): uPlot.AlignedData {
  if (kind === 'lines') return [[...times], ...series.map(({ values }) => [...values])];
  let below: readonly number[] = times.map(() => 0);
  const sums = series.toReversed().map(({ values }) => {
    below = below.map((sum, at) => sum + (values[at] ?? 0));
    // What is N/A by itself is no bar of nothing.
    return series.length === 1 ? [...values] : [...below];
  });
  return [[...times], ...sums.toReversed()];
}

/** Where lines of the axis may stand, so that they stand at whole hours, days and pieces; the usual where it is undefined. */
const STEPS: Readonly<Record<string, readonly number[]>> = {
  min: [
    1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1_440, 2_880, 7_200, 14_400, 28_800, 72_000, 144_000, 288_000, 720_000,
  ],
  s: [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 432_000,
  ],
  '%': [1, 2, 5, 10, 20, 25, 50, 100],
};
const WHOLE = Array.from({ length: 24 }, (_, i) => [1, 2, 5].map((n) => n * 10 ** Math.floor(i / 3))[i % 3] ?? 1);
/** These have fractions between their whole numbers. */
const FINE: ReadonlySet<string> = new Set(['x', 'comments']);

function optionsOf(width: number, latest: { readonly current: PlotProps }): uPlot.Options {
  const { series, kind, unit, format } = latest.current;
  const [grid, text] = [colorOf('line'), colorOf('faint')];
  const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { show: false }, font: '12px system-ui' };
  const bars = uPlot.paths.bars?.({ size: [0.7, 28], radius: 0.15 });
  const incrs = FINE.has(unit) ? undefined : (STEPS[unit] ?? WHOLE);
  return {
    width,
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
    height: width < 480 ? LOW : HEIGHT,
    legend: { show: false },
    padding: [12, 26, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { show: kind !== 'bars', size: 7 } },
    scales: {
      x: {
        time: true,
        range: (_, low, high) => (kind === 'bars' ? padded(low, high, latest.current.times) : [low, high]),
      },
      y: {
        range: (_, low, high) => {
          const top = high > 0 ? high * 1.04 : 1;
          if (kind === 'bands') return [Math.floor(low * 0.97), top];
          // All of it is the natural end of a share.
          return [Math.min(0, low), unit === '%' && high > 60 ? Math.max(100, high) : top];
        },
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
      {
        ...axis,
        size: 58,
        ...(incrs && { incrs: [...incrs] }),
        values: (_, values) => values.map((value) => format(value)),
      },
    ],
    series: [
      {},
      ...series.map(({ label, color }): uPlot.Series => {
        const stroke = colorOf(color);
        const fill = kind === 'lines' ? {} : { fill: kind === 'bars' ? stroke : softened(stroke, 0.8) };
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
    hooks: {
      setCursor: [({ cursor }) => latest.current.onPoint(cursor.idx ?? null)],
      draw: [(plot) => hatch(plot, latest.current)],
    },
  };
}

/** Thin lines over what may still change. */
function hatch({ ctx, bbox, valToPos }: uPlot, { openFrom, times, kind }: PlotProps): void {
  const from = openFrom === undefined ? undefined : times[openFrom];
  if (openFrom === undefined || from === undefined) return;
  const before = times[openFrom - 1];
  // Half a step before a bar; a line may change from the last final point on.
  const starts = before === undefined ? from : kind === 'bars' ? (before + from) / 2 : before;
  const left = Math.max(bbox.left, valToPos(starts, 'x', true));
  const [right, top, bottom] = [bbox.left + bbox.width, bbox.top, bbox.top + bbox.height];
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, bottom - top);
  ctx.clip();
  ctx.fillStyle = softened(colorOf('panel'), 0.45);
  ctx.fillRect(left, top, right - left, bottom - top);
  ctx.strokeStyle = softened(colorOf('faint'), 0.4);
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  for (let x = left - (bottom - top); x < right; x += 7 * devicePixelRatio) {
    ctx.moveTo(x, bottom);
    ctx.lineTo(x + bottom - top, top);
  }
  ctx.stroke();
  ctx.restore();
}

const TICK_DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'short', day: 'numeric' });
const TICK_MONTH = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'short', year: '2-digit' });
/** Days as `25 May`, months as `May 26`; in UTC, in which the server counts. */
const sayTick = (at: number, step: number): string => (step < A_MONTH ? TICK_DAY : TICK_MONTH).format(at * 1000);

const A_MONTH = 27 * 86_400;

/** Half a bar beyond the first and the last. */
function padded(low: number, high: number, times: readonly number[]): [number, number] {
  const step = times.length > 1 ? (high - low) / (times.length - 1) : 86_400;
  return [low - step * 0.6, high + step * 0.6];
}
