import { type Measurement, numberOf } from '../metrics.ts';
import { Headline } from '../parts/headline.tsx';
import { MetricPanel } from '../parts/metric-panel.tsx';
import { RecordsPanel } from '../parts/records-panel.tsx';
import type { Span } from '../span.ts';

const SPANS = { median: 'half within', p85: '85 % within' };

/** How changes are reviewed. No figure is about a person. */
export function Review({ span }: { span: Span }) {
  const panel = { span, records: 'pulls-merged' };
  return (
    <>
      <div class="keys">
        <Headline
          {...panel}
          question="How soon does somebody look?"
          metric="pr.pickup"
          value="median"
          says="or less until the first review, for half of them"
          good="less"
        />
        <Headline
          {...panel}
          question="How long until it is merged?"
          metric="pr.time_to_merge"
          value="median"
          says="or less from opening to merge, for half of them"
          good="less"
        />
        <Headline
          {...panel}
          question="How big are changes?"
          metric="pr.size"
          value="median"
          figure={(lines) => `${lines.toLocaleString('en')} lines`}
          says="or fewer, for half of them"
          good="less"
        />
        <Headline
          {...panel}
          question="What goes in unseen?"
          metric="pr.unreviewed"
          value="rate"
          says="merged without a review"
          good="less"
          records="pulls-unreviewed"
        />
        <Headline
          {...panel}
          question="What waits for us?"
          metric="pr.wip"
          value="pull_requests"
          of={openOnes}
          says="pull requests are open"
          good="less"
          isAtEnd
          records="pulls-open"
        />
      </div>
      <div class="panels">
        <MetricPanel {...panel} metric="pr.pickup" title="Until the first review" kind="lines" values={SPANS} />
        <MetricPanel
          {...panel}
          metric="pr.review"
          title="From the first review to the merge"
          kind="lines"
          values={SPANS}
        />
        <MetricPanel
          {...panel}
          metric="pr.merged"
          title="Pull requests merged"
          kind="bars"
          values={{ pull_requests: 'pull requests' }}
        />
        <MetricPanel
          {...panel}
          metric="pr.wip"
          title="Open at a time"
          kind="areas"
          values={{ pull_requests: 'pull requests' }}
          partedBy="readiness"
          order={['ready', 'draft']}
          records="pulls-open"
        />
        <MetricPanel
          {...panel}
          metric="pr.size"
          title="Size in lines"
          kind="lines"
          values={{ median: 'half up to', p85: '85 % up to' }}
        />
        <MetricPanel
          {...panel}
          metric="pr.review_depth"
          title="Comments and reviews on each"
          kind="bars"
          values={{ mean: 'on average' }}
        />
        <MetricPanel
          {...panel}
          metric="pr.unreviewed"
          title="Merged without a review"
          kind="bars"
          values={{ rate: 'of the merged' }}
          records="pulls-unreviewed"
        />
        <MetricPanel
          {...panel}
          metric="pr.linked"
          title="Linked to an issue"
          kind="bars"
          values={{ rate: 'of the merged' }}
        />
        <RecordsPanel span={span} title="Open reviews" says="The oldest first." list="pulls-open" wide />
      </div>
    </>
  );
}

/** Drafts, too. */
const openOnes = ({ rows }: Measurement): number =>
  rows.reduce((sum, { cells }) => sum + (numberOf(cells.pull_requests) ?? 0), 0);
