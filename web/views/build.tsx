import { MetricPanel } from '../parts/metric-panel.tsx';
import { RecordTable } from '../parts/record-table.tsx';
import { Panel } from '../parts/state.tsx';
import type { Span } from '../span.ts';

/** How builds go. */
export function Build({ span }: { span: Span }) {
  return (
    <div class="panels">
      <MetricPanel
        span={span}
        metric="build.success_rate"
        title="Builds that succeed"
        kind="lines"
        values={{ rate: 'share' }}
        records="builds"
      />
      <MetricPanel
        span={span}
        metric="build.duration"
        title="How long they take"
        kind="lines"
        values={{ median: 'median', mean: 'mean' }}
        records="builds"
      />
      <MetricPanel
        span={span}
        metric="build.count"
        title="Builds"
        kind="bars"
        values={{ builds: 'builds' }}
        partedBy="result"
        order={['SUCCESS', 'FAILURE', 'CANCELED']}
        records="builds"
      />
      <MetricPanel
        span={span}
        metric="build.recovery"
        title="Until a red branch is green"
        kind="bars"
        values={{ median: 'median' }}
        records="builds"
      />
      <MetricPanel
        span={span}
        metric="build.queue"
        title="Waiting for a machine"
        kind="lines"
        values={{ median: 'median' }}
        records="builds"
      />
      <MetricPanel
        span={span}
        metric="task.success_rate"
        title="Jobs that succeed"
        kind="lines"
        values={{ rate: 'share' }}
        partedBy="name"
        records="jobs"
      />
      <Panel title="The latest builds" wide>
        <RecordTable
          list="builds"
          wanted={{ project: span.project, from: `${span.from}T00:00:00Z`, to: `${span.to}T23:59:59Z`, series: '' }}
          limit={12}
        />
      </Panel>
    </div>
  );
}
