import { Headline } from '../parts/headline.tsx';
import { MetricPanel } from '../parts/metric-panel.tsx';
import { RecordsPanel } from '../parts/records-panel.tsx';
import type { Span } from '../span.ts';
import { IncidentsByComponent } from './incident-components.tsx';
import { ReleaseBugs } from './release-bugs.tsx';

/** What broke, where, and how long it took to mend; and the bugs that are left. */
export function Incidents({ span }: { span: Span }) {
  // A week has too few incidents for a median.
  const by = span.asked.by ?? 'month';
  return (
    <>
      <div class="keys">
        <Headline
          span={span}
          question="How long do incidents last?"
          metric="dora.restore_time"
          value="median"
          says="or less until service is restored, for half of them"
          good="less"
          parts={{ incidents: 'resolved' }}
          records="incidents"
        />
        <Headline
          span={span}
          question="How many deployments break something?"
          metric="dora.change_failure_rate"
          value="rate"
          says="of the deployments had an incident"
          good="less"
          parts={{ failed: 'broke something', deployments: 'deployments' }}
          records="deployments-production"
        />
        <Headline
          span={span}
          question="Do bugs pile up?"
          metric="bug.open"
          value="bugs"
          says="bugs are open"
          good="less"
          isAtEnd
          records="bugs-open"
        />
        <Headline
          span={span}
          question="Who finds them first?"
          metric="bug.escape"
          value="rate"
          says="of bugs and incidents came from operations"
          good="less"
          parts={{ escaped: 'from operations', bugs: 'bugs and incidents' }}
          records="bugs-created"
        />
      </div>
      <div class="panels">
        <IncidentsByComponent span={span} />
        <MetricPanel
          span={span}
          metric="dora.restore_time"
          title="Time to restore service"
          kind="bars"
          values={{ median: 'half within' }}
          by={by}
          records="incidents"
        />
        <RecordsPanel span={span} title="Incidents" says="The latest first." list="incidents-all" wide />
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
          metric="bug.age"
          title="How old they are"
          kind="lines"
          values={{ median: 'half younger than', mean: 'on average' }}
          records="bugs-open"
        />
        <MetricPanel
          span={span}
          metric="bug.escape"
          title="Bugs and incidents that operations found"
          kind="bars"
          values={{ rate: 'of all created' }}
          by={by}
          records="bugs-created"
        />
        <ReleaseBugs span={span} />
      </div>
    </>
  );
}
