import { MetricPanel } from '../parts/metric-panel.tsx';
import { RecordTable } from '../parts/record-table.tsx';
import { Panel } from '../parts/state.tsx';
import type { Span } from '../span.ts';

const SPANS = { median: 'median', p85: '85 %' };

/** How changes are reviewed. No figure is about a person. */
export function Review({ span }: { span: Span }) {
  return (
    <div class="panels">
      <MetricPanel
        span={span}
        metric="pr.merged"
        title="Merged"
        kind="bars"
        values={{ pull_requests: 'pull requests' }}
        records="pulls-merged"
      />
      <MetricPanel
        span={span}
        metric="pr.pickup"
        title="Until somebody looks"
        kind="lines"
        values={SPANS}
        records="pulls-merged"
      />
      <MetricPanel
        span={span}
        metric="pr.review"
        title="From the first look to the merge"
        kind="lines"
        values={SPANS}
        records="pulls-merged"
      />
      <MetricPanel
        span={span}
        metric="pr.size"
        title="Size in lines"
        kind="lines"
        values={SPANS}
        records="pulls-merged"
      />
      <MetricPanel
        span={span}
        metric="pr.review_depth"
        title="Comments and reviews each"
        kind="bars"
        values={{ mean: 'mean' }}
        records="pulls-merged"
      />
      <MetricPanel
        span={span}
        metric="pr.unreviewed"
        title="Merged without a review"
        kind="bars"
        values={{ rate: 'share' }}
        records="pulls-merged"
      />
      <MetricPanel
        span={span}
        metric="pr.linked"
        title="Linked to an issue"
        kind="lines"
        values={{ rate: 'share' }}
        records="pulls-merged"
      />
      <MetricPanel
        span={span}
        metric="pr.wip"
        title="Open at a time"
        kind="areas"
        values={{ pull_requests: 'pull requests' }}
        partedBy="readiness"
        order={['ready', 'draft']}
        records="pulls-open"
      />
      <Panel title="Open now" says="The oldest first." wide>
        <RecordTable
          list="pulls-open"
          wanted={{ project: span.project, from: `${span.from}T00:00:00Z`, to: `${span.to}T23:59:59Z`, series: '' }}
          limit={12}
        />
      </Panel>
    </div>
  );
}
