import type { ComponentChildren } from 'preact';
import { type Measurement, numberOf, unitOf, useMeasured } from '../metrics.ts';
import { addressOf, Link } from '../route.tsx';
import { sayFigure } from '../say.ts';
import { instantsOf, type Span, spanBefore } from '../span.ts';
import { shownOf } from '../use-answer.ts';
import { Nothing } from './metric-panel.tsx';
import { Badge, Shown } from './state.tsx';

/** A question, and its answer in a sentence: the number over the whole span, and how it differs from the span before. */
export interface HeadlineProps {
  readonly span: Span;
  readonly question: string;
  readonly metric: string;
  /** Which of its values is the number. */
  readonly value: string;
  /** The number, where it is made of several rows. */
  readonly of?: (measurement: Measurement) => number | null;
  /** Of the number, where it is not that of the value. */
  readonly unit?: string;
  /** The number with what is counted, where the unit does not say it: `3 days a week`. */
  readonly figure?: (number: number) => string;
  /** What follows the number. */
  readonly says: string;
  /** Which way is good; undefined: neither. */
  readonly good?: 'more' | 'less';
  /** It is of the end of the span, not of the whole. */
  readonly isAtEnd?: boolean;
  readonly parts?: Readonly<Record<string, string>>;
  /** The list of the records behind the number. */
  readonly records: string;
}

/** One headline of a view. */
export function Headline(props: HeadlineProps) {
  const { span, question, metric, records } = props;
  const { project, from, to } = span;
  const answer = useMeasured({ metric, project, from, to, by: 'range' });
  const before = shownOf(useMeasured({ metric, project, ...spanBefore(span), by: 'range' }));
  const list = addressOf('/records', { ...span.asked, list: records, ...instantsOf(span) });
  return (
    <section class="key" aria-label={question}>
      <h2>{question}</h2>
      <Shown answer={answer} what={question}>
        {(measurement) => <Answered {...props} measurement={measurement} before={before} list={list} />}
      </Shown>
    </section>
  );
}

type AnsweredProps = HeadlineProps & {
  readonly measurement: Measurement;
  readonly before: Measurement | undefined;
  readonly list: string;
};

function Answered(props: AnsweredProps) {
  const { measurement, before, list, value, says, span, figure, parts = {} } = props;
  const number = numberIn(measurement, props);
  const unit = props.unit ?? unitOf(measurement, value);
  const values = measurement.rows[0]?.cells ?? {};
  const isIncomplete = measurement.rows.some(({ finality }) => finality === 'incomplete');
  const levels = [levelOf(values.level_2023, '2023'), levelOf(values.level_2021, '2021')];
  return (
    <>
      <p class="headline">
        <Link to={list} class="figure">
          {number === null ? 'N/A' : figure ? figure(number) : sayFigure(number, unit)}
        </Link>{' '}
        {number !== null && says}
        {isIncomplete && <Badge word="incomplete" tone="bad" />}
      </p>
      {before && number !== null && (
        <Change
          number={number}
          before={numberIn(before, props)}
          unit={unit}
          of={props}
          while_={props.isAtEnd ? `${span.range.says} ago` : `in the ${span.range.says} before`}
        />
      )}
      {levels.some((level) => level !== undefined) && <p class="levels">{levels}</p>}
      <dl class="parts">
        {Object.entries(parts).map(([name, label]) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>{sayFigure(values[name], unitOf(measurement, name))}</dd>
          </div>
        ))}
      </dl>
      {number === null && (
        <details class="means">
          <summary>Why is there nothing?</summary>
          <Nothing measurement={measurement} />
        </details>
      )}
    </>
  );
}

const numberIn = (measurement: Measurement, { of, value }: HeadlineProps): number | null =>
  of ? of(measurement) : numberOf(measurement.rows[0]?.cells[value]);

const TONES = { elite: 'good', high: 'good', medium: 'busy', low: 'bad' } as const;
const isLevel = (word: unknown): word is keyof typeof TONES => typeof word === 'string' && word in TONES;

/** DORA's level of a year, which has other bounds than that of another. */
const levelOf = (word: unknown, year: string): ComponentChildren =>
  isLevel(word) ? (
    <span key={year}>
      <Badge word={word} tone={TONES[word]} /> {year}
    </span>
  ) : undefined;

/** How more and less of a unit are called. */
const WORDS: Readonly<Record<string, readonly [more: string, less: string]>> = {
  ...{ min: ['longer', 'shorter'], s: ['longer', 'shorter'], days: ['longer', 'shorter'] },
  ...{ lines: ['larger', 'smaller'], '%': ['more', 'less'] },
};

function Change({
  number,
  before,
  unit,
  of,
  while_,
}: {
  number: number;
  before: number | null;
  unit: string;
  of: HeadlineProps;
  while_: string;
}) {
  if (before === null) return <p class="change">nothing to compare with {while_}</p>;
  const said = `(${of.figure ? of.figure(before) : sayFigure(before, unit)})`;
  const difference = number - before;
  // Shares differ by points: 2 % instead of 1 % is not "100 % more" of anything.
  const size = unit === '%' ? Math.abs(difference) : before === 0 ? Number.NaN : Math.abs(difference / before) * 100;
  if (difference === 0 || size < 0.5)
    return (
      <p class="change">
        as {while_} {said}
      </p>
    );
  const [more, less] = WORDS[unit] ?? ['more', 'fewer'];
  const [word, sign, way] = difference > 0 ? [more, '▲', 'more'] : [less, '▼', 'less'];
  const by = Number.isNaN(size)
    ? ''
    : unit === '%'
      ? `${pointsOf(size)} `
      : `${Math.round(size).toLocaleString('en')} % `;
  return (
    <p class={`change ${of.good === undefined ? '' : of.good === way ? 'good' : 'bad'}`}>
      <span aria-hidden="true">{sign}</span> {by}
      {word} than {while_} {said}
    </p>
  );
}

const pointsOf = (size: number): string => {
  const said = size.toLocaleString('en', { maximumFractionDigits: size < 10 ? 1 : 0 });
  return said === '1' ? '1 point' : `${said} points`;
};
