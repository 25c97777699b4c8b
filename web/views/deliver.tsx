import { Headline, type HeadlineProps } from '../parts/headline.tsx';
import { MetricPanel } from '../parts/metric-panel.tsx';
import { RecordsPanel } from '../parts/records-panel.tsx';
import type { Span } from '../span.ts';

const RESULTS = ['SUCCESS', 'FAILURE', 'CANCELED'];

/** DORA's keys, each as the question that it answers. */
const KEYS: readonly Omit<HeadlineProps, 'span'>[] = [
  {
    question: 'How often do we deploy?',
    metric: 'dora.deployment_frequency',
    value: 'week_median',
    figure: (days) => (days === 1 ? '1 day a week' : `${days} days a week`),
    says: 'or more with a deployment to production, in half of the weeks',
    good: 'more',
    parts: { deployments: 'deployments', deployment_days: 'days with one', month_median: 'days a month' },
    records: 'deployments-production',
  },
  {
    question: 'How long does a change take?',
    metric: 'dora.lead_time',
    value: 'cycle',
    says: 'or less from the first commit to production, for half of them',
    good: 'less',
    parts: { coding: 'coding', pickup: 'pickup', review: 'review', deploy: 'deploy', pull_requests: 'changes' },
    records: 'pulls-deployed',
  },
  {
    question: 'How many deployments break something?',
    metric: 'dora.change_failure_rate',
    value: 'rate',
    says: 'of the deployments had an incident',
    good: 'less',
    parts: { failed: 'broke something', deployments: 'deployments' },
    records: 'deployments-production',
  },
  {
    question: 'How soon is a broken one mended?',
    metric: 'dora.recovery_time',
    value: 'median',
    says: 'or less after the deployment, for half of the incidents',
    good: 'less',
    parts: { incidents: 'incidents' },
    records: 'incidents-of-deployments',
  },
  {
    question: 'How long do incidents last?',
    metric: 'dora.restore_time',
    value: 'median',
    says: 'or less until service is restored, for half of them',
    good: 'less',
    parts: { incidents: 'incidents' },
    records: 'incidents',
  },
];

/** DORA's keys with their parts and levels, then deployments and releases. */
export function Deliver({ span }: { span: Span }) {
  // A week has too few deployments for a median.
  const by = span.asked.by ?? 'month';
  return (
    <>
      <div class="keys">
        {KEYS.map((key) => (
          <Headline span={span} {...key} key={key.metric} />
        ))}
      </div>
      <div class="panels">
        <MetricPanel
          span={span}
          metric="dora.lead_time"
          title="Lead time for changes, and its parts"
          kind="lines"
          values={{ cycle: 'whole', coding: 'coding', pickup: 'pickup', review: 'review', deploy: 'deploy' }}
          by={by}
          records="pulls-deployed"
        />
        <MetricPanel
          span={span}
          metric="dora.deployment_frequency"
          title="Deployments to production"
          kind="bars"
          values={{ deployments: 'deployments' }}
          by={by}
          records="deployments-production"
        />
        <MetricPanel
          span={span}
          metric="dora.change_failure_rate"
          title="Change failure rate"
          kind="bars"
          values={{ rate: 'of the deployments' }}
          by={by}
          records="deployments-production"
        />
        <MetricPanel
          span={span}
          metric="deploy.attempts"
          title="Attempts to deploy, to any environment"
          kind="bars"
          values={{ deployments: 'deployments' }}
          partedBy="result"
          order={RESULTS}
          by={by}
          records="deployments"
        />
        <RecordsPanel span={span} title="Deployments" says="The latest first." list="deployments" limit={10} wide />
        <RecordsPanel span={span} title="Releases" says="The latest first." list="releases" limit={10} wide />
      </div>
    </>
  );
}
