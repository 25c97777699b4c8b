import { type Measurement, numberOf } from '../metrics.ts';
import { Headline } from '../parts/headline.tsx';
import { MetricPanel } from '../parts/metric-panel.tsx';
import { RecordsPanel } from '../parts/records-panel.tsx';
import { Later } from '../parts/state.tsx';
import type { Span, Step } from '../span.ts';
import { SprintsPanel } from './flow-sprints.tsx';
import { TimeInStatus } from './flow-status.tsx';

/** How work flows: cumulative flow first, then how long and how much, then what waits and what grows old. */
export function Flow({ span }: { span: Span }) {
  return (
    <>
      <div class="keys">
        <Headline
          span={span}
          question="Is work flowing?"
          metric="issue.throughput"
          value="issues"
          says="issues finished"
          good="more"
          records="issues-resolved"
        />
        <Headline
          span={span}
          question="Are we getting slower?"
          metric="issue.lead_time"
          value="median"
          says="or less from creation to done, for half of them"
          good="less"
          records="issues-resolved"
        />
        <Headline
          span={span}
          question="Where does it wait?"
          metric="issue.status_time"
          value="minutes"
          of={shareOfWaiting}
          unit="%"
          says="of the time to done is spent before work begins"
          good="less"
          records="issues-waited"
        />
        <Headline
          span={span}
          question="What is under way?"
          metric="issue.wip"
          value="issues"
          says="issues in progress"
          good="less"
          isAtEnd
          records="issues-in-progress"
        />
      </div>
      <div class="panels">
        <MetricPanel
          span={span}
          metric="flow.band"
          title="Cumulative flow"
          kind="bands"
          values={{ items: 'items' }}
          partedBy="state"
          by={finest(span)}
          records="issues-in-band"
          wide
        />
        <MetricPanel
          span={span}
          metric="issue.lead_time"
          title="Lead time: from creation to done"
          kind="lines"
          values={{ median: 'half within', p85: '85 % within' }}
          records="issues-resolved"
        />
        <MetricPanel
          span={span}
          metric="issue.throughput"
          title="Throughput: issues finished"
          kind="bars"
          values={{ issues: 'issues' }}
          records="issues-resolved"
        />
        <MetricPanel
          span={span}
          metric="issue.cycle_time"
          title="Cycle time: from the start of work to done"
          kind="lines"
          values={{ median: 'half within', p85: '85 % within' }}
          records="issues-resolved"
        />
        <TimeInStatus span={span} />
        <RecordsPanel
          span={span}
          title="Ageing work in progress"
          says="What is under way, the longest first."
          list="issues-in-progress"
          wide
        />
        <MetricPanel
          span={span}
          metric="issue.age"
          title="Age of all that is open"
          kind="lines"
          values={{ median: 'half younger than', p85: '85 % younger than' }}
          records="issues-open"
        />
        <MetricPanel
          span={span}
          metric="issue.wip"
          title="Work in progress"
          kind="areas"
          values={{ issues: 'issues' }}
          records="issues-in-progress"
        />
        <Later>
          <SprintsPanel span={span} />
        </Later>
      </div>
    </>
  );
}

/** As fine as the screen shows, unless the reader chose. */
const finest = ({ asked, range, by }: Span): Step =>
  asked.by === undefined ? (range.days > 1_000 ? 'month' : range.by === 'month' ? 'week' : 'day') : by;

/** How much of the time before done is spent before work begins. */
function shareOfWaiting({ rows }: Measurement): number | null {
  const spent = (status: string): number =>
    rows.reduce((sum, { cells }) => sum + (cells.status === status ? (numberOf(cells.minutes) ?? 0) : 0), 0);
  const [waits, works] = [spent('TODO'), spent('IN_PROGRESS')];
  return waits + works === 0 ? null : (100 * waits) / (waits + works);
}
