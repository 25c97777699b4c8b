import { MetricPanel } from '../parts/metric-panel.tsx';
import { RecordTable } from '../parts/record-table.tsx';
import { Panel } from '../parts/state.tsx';
import type { Span } from '../span.ts';

/** How work flows: cumulative flow first, then how long and how much, then what grows old. */
export function Flow({ span }: { span: Span }) {
  // As fine as the screen shows.
  const step = span.range.days > 1_000 ? 'month' : span.range.by === 'month' ? 'week' : 'day';
  return (
    <div class="panels">
      <MetricPanel
        span={span}
        metric="flow.entered"
        title="Cumulative flow"
        kind="bands"
        values={{ items: 'items' }}
        partedBy="state"
        by={step}
        records="issues-in-state"
        wide
      />
      <MetricPanel
        span={span}
        metric="issue.lead_time"
        title="Lead time"
        kind="lines"
        values={{ median: 'median', p85: '85 %' }}
        records="issues-resolved"
      />
      <MetricPanel
        span={span}
        metric="issue.throughput"
        title="Throughput"
        kind="bars"
        values={{ issues: 'issues' }}
        records="issues-resolved"
      />
      <MetricPanel
        span={span}
        metric="issue.cycle_time"
        title="Cycle time"
        kind="lines"
        values={{ median: 'median', p85: '85 %' }}
        records="issues-resolved"
      />
      <MetricPanel
        span={span}
        metric="issue.age"
        title="Age of open issues"
        kind="lines"
        values={{ median: 'median', p85: '85 %' }}
        records="issues-open"
      />
      <Panel title="Ageing work" says="What is open, the oldest first." wide>
        <RecordTable
          list="issues-open"
          wanted={{ project: span.project, from: `${span.from}T00:00:00Z`, to: `${span.to}T23:59:59Z`, series: '' }}
          limit={12}
        />
      </Panel>
    </div>
  );
}
