import { type Figure, type Measurement, measure, numberOf, unitOf } from '../metrics.ts';
import { MetricPanel } from '../parts/metric-panel.tsx';
import { RecordTable } from '../parts/record-table.tsx';
import { Badge, Panel, Shown } from '../parts/state.tsx';
import { addressOf, Link } from '../route.tsx';
import { sayFigure } from '../say.ts';
import type { Span } from '../span.ts';
import { useAnswer } from '../use-answer.ts';

interface Key {
  readonly metric: string;
  readonly title: string;
  readonly value: string;
  readonly parts: Readonly<Record<string, string>>;
  readonly records: string;
}

const KEYS: readonly Key[] = [
  {
    metric: 'dora.deployment_frequency',
    title: 'Deployment frequency',
    value: 'week_median',
    parts: { deployments: 'deployments', deployment_days: 'days with one', month_median: 'days a month' },
    records: 'deployments',
  },
  {
    metric: 'dora.lead_time',
    title: 'Lead time for changes',
    value: 'cycle',
    parts: { coding: 'coding', pickup: 'pickup', review: 'review', deploy: 'deploy' },
    records: 'pulls-deployed',
  },
  {
    metric: 'dora.change_failure_rate',
    title: 'Change failure rate',
    value: 'rate',
    parts: { failed: 'failed', deployments: 'deployments' },
    records: 'deployments',
  },
  {
    metric: 'dora.recovery_time',
    title: 'Failed deployment recovery',
    value: 'median',
    parts: { incidents: 'incidents' },
    records: 'incidents',
  },
  {
    metric: 'dora.restore_time',
    title: 'Time to restore service',
    value: 'median',
    parts: { incidents: 'incidents' },
    records: 'incidents',
  },
];

/** DORA's keys with their parts and levels, then deployments and releases. */
export function Deliver({ span }: { span: Span }) {
  const wanted = { project: span.project, from: `${span.from}T00:00:00Z`, to: `${span.to}T23:59:59Z`, series: '' };
  return (
    <>
      <div class="keys">
        {KEYS.map((key) => (
          <KeyCard span={span} of={key} key={key.metric} />
        ))}
      </div>
      <div class="panels">
        <MetricPanel
          span={span}
          metric="dora.lead_time"
          title="Lead time and its parts"
          kind="lines"
          values={{ cycle: 'whole', coding: 'coding', pickup: 'pickup', review: 'review', deploy: 'deploy' }}
          by="month"
          records="pulls-deployed"
        />
        <MetricPanel
          span={span}
          metric="dora.deployment_frequency"
          title="Deployments to production"
          kind="bars"
          values={{ deployments: 'deployments' }}
          by="month"
          records="deployments"
        />
        <Panel title="Deployments" says="The latest first.">
          <RecordTable list="deployments" wanted={wanted} limit={8} />
        </Panel>
        <Panel title="Releases">
          <RecordTable list="releases" wanted={wanted} limit={8} />
        </Panel>
      </div>
    </>
  );
}

function KeyCard({ span, of }: { span: Span; of: Key }) {
  const question = JSON.stringify([of.metric, span.project, span.from, span.to]);
  const [answer] = useAnswer(question, (signal) => measure(of.metric, span, { by: 'range', signal }));
  const list = addressOf('/records', {
    list: of.records,
    project: span.project,
    range: span.range.name,
    from: `${span.from}T00:00:00Z`,
    to: `${span.to}T23:59:59Z`,
  });
  return (
    <section class="key">
      <h2>{of.title}</h2>
      <Shown answer={answer} what={of.title}>
        {(measurement) => <KeyValue measurement={measurement} of={of} list={list} />}
      </Shown>
    </section>
  );
}

/** The figure of a card; a median of days in a week is written as what it is. */
function sayKey(figure: Figure, name: string, measurement: Measurement): string {
  const number = numberOf(figure);
  if (name !== 'week_median' || number === null) return sayFigure(figure, unitOf(measurement, name));
  return number === 1 ? '1 day a week' : `${number} days a week`;
}

const TONES = { elite: 'good', high: 'good', medium: 'busy', low: 'bad' } as const;
const isLevel = (word: unknown): word is keyof typeof TONES => typeof word === 'string' && word in TONES;

function KeyValue({ measurement, of, list }: { measurement: Measurement; of: Key; list: string }) {
  const values = measurement.rows[0]?.cells ?? {};
  const level = values.level_2023 ?? values.level_2021;
  return (
    <>
      <p class="figure">
        <Link to={list}>{sayKey(values[of.value] ?? null, of.value, measurement)}</Link>
        {isLevel(level) && <Badge word={level} tone={TONES[level]} />}
      </p>
      <dl class="parts">
        {Object.entries(of.parts).map(([name, label]) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>{sayFigure(values[name], unitOf(measurement, name))}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
