import { Headline } from '../parts/headline.tsx';
import { MetricPanel } from '../parts/metric-panel.tsx';
import { RecordsPanel } from '../parts/records-panel.tsx';
import type { Span } from '../span.ts';

const RESULTS = ['SUCCESS', 'FAILURE', 'CANCELED'];
const BY_NAME: readonly string[] = [];

/** How builds go. */
export function Build({ span }: { span: Span }) {
  const panel = { span, records: 'builds' };
  return (
    <>
      <div class="keys">
        <Headline
          {...panel}
          question="Can we trust a build?"
          metric="build.success_rate"
          records="builds-judged"
          value="rate"
          says="of the builds succeed"
          good="more"
          parts={{ succeeded: 'succeeded', builds: 'succeeded or failed' }}
        />
        <Headline
          {...panel}
          question="How long does it take?"
          metric="build.duration"
          records="builds-judged"
          value="median"
          says="or less, for half of the builds"
          good="less"
        />
        <Headline
          {...panel}
          question="How long does it wait?"
          metric="build.queue"
          value="median"
          says="or less until a machine is free, for half of them"
          good="less"
        />
        <Headline
          {...panel}
          question="How soon is red green again?"
          metric="build.recovery"
          records="builds-mended"
          value="median"
          says="or less from the first failure to the next success, for half of them"
          good="less"
          parts={{ recoveries: 'times' }}
        />
      </div>
      <div class="panels">
        <MetricPanel
          {...panel}
          metric="build.count"
          title="Builds by result"
          kind="bars"
          values={{ builds: 'builds' }}
          partedBy="result"
          order={RESULTS}
        />
        <MetricPanel
          {...panel}
          metric="build.success_rate"
          title="Builds that succeed"
          kind="lines"
          records="builds-judged"
          values={{ rate: 'of those that succeeded or failed' }}
        />
        <MetricPanel
          {...panel}
          metric="build.duration"
          title="How long they take"
          kind="lines"
          records="builds-judged"
          values={{ median: 'half within', mean: 'on average' }}
        />
        <MetricPanel
          {...panel}
          metric="task.success_rate"
          title="Jobs that succeed"
          kind="lines"
          values={{ rate: 'share' }}
          partedBy="name"
          order={BY_NAME}
          records="jobs"
        />
        <RecordsPanel
          span={span}
          title="Flaky builds"
          says="The same commit failed and succeeded: no change made the difference."
          list="builds-flaky"
          limit={8}
          wide
        />
        <MetricPanel
          {...panel}
          metric="build.recovery"
          title="Until a red branch is green"
          kind="bars"
          records="builds-mended"
          values={{ median: 'half within' }}
        />
        <MetricPanel
          {...panel}
          metric="build.queue"
          title="Waiting for a machine"
          kind="lines"
          values={{ median: 'half within' }}
        />
        <RecordsPanel span={span} title="The latest builds" list="builds" wide />
      </div>
    </>
  );
}
