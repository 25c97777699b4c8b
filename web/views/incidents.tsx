import { MetricPanel } from '../parts/metric-panel.tsx';
import { RecordTable } from '../parts/record-table.tsx';
import { Panel } from '../parts/state.tsx';
import type { Span } from '../span.ts';

/** What broke, and how long it took to mend. */
export function Incidents({ span }: { span: Span }) {
  return (
    <div class="panels">
      <MetricPanel
        span={span}
        metric="dora.restore_time"
        title="Time to restore service"
        kind="bars"
        values={{ median: 'median' }}
        by="month"
        records="incidents"
      />
      <MetricPanel
        span={span}
        metric="dora.change_failure_rate"
        title="Deployments that broke something"
        kind="bars"
        values={{ rate: 'share' }}
        by="month"
        records="incidents"
      />
      <MetricPanel
        span={span}
        metric="bug.open"
        title="Open bugs"
        kind="areas"
        values={{ bugs: 'bugs' }}
        records="bugs-open"
      />
      <MetricPanel
        span={span}
        metric="bug.escape"
        title="Bugs and incidents that operations found"
        kind="bars"
        values={{ rate: 'share' }}
        by="month"
        records="bugs-created"
      />
      <Panel title="Incidents" says="The latest first." wide>
        <RecordTable
          list="incidents-all"
          wanted={{ project: span.project, from: `${span.from}T00:00:00Z`, to: `${span.to}T23:59:59Z`, series: '' }}
          limit={25}
        />
      </Panel>
    </div>
  );
}
