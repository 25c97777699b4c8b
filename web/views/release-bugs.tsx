import { numberOf, useMeasured } from '../metrics.ts';
import { Nothing } from '../parts/metric-panel.tsx';
import { Rows } from '../parts/rows.tsx';
import { Panel, Shown } from '../parts/state.tsx';
import { addressOf, Link } from '../route.tsx';
import { sayCount } from '../say.ts';
import { instantsOf, type Span } from '../span.ts';

const MOST = 8;

/** The bugs of each release, the latest first. */
export function ReleaseBugs({ span }: { span: Span }) {
  const { project, from, to } = span;
  const answer = useMeasured({ metric: 'release.bugs', project, from, to, by: 'range' });
  return (
    <Panel title="Bugs by release" says="Linked by their fix version, else by their sprint.">
      <Shown answer={answer} what="releases">
        {(measurement) => {
          if (measurement.isEmpty) return <Nothing measurement={measurement} />;
          const all = Map.groupBy(measurement.rows, ({ cells }) => String(cells.release));
          const releases = [...all].sort(([a], [b]) => b.localeCompare(a, 'en', { numeric: true })).slice(0, MOST);
          const count = (rows: typeof measurement.rows, isDone: boolean): string =>
            sayCount(
              rows.reduce(
                (sum, { cells }) => sum + ((cells.status === 'DONE') === isDone ? (numberOf(cells.bugs) ?? 0) : 0),
                0,
              ),
            );
          return (
            <Rows
              label="Bugs by release"
              rows={releases}
              keyOf={([release]) => release}
              columns={[
                {
                  title: 'release',
                  cell: ([release]) => (
                    <Link
                      to={addressOf('/records', {
                        ...span.asked,
                        list: 'release-bugs',
                        ...instantsOf(span),
                        series: release,
                      })}
                    >
                      {release}
                    </Link>
                  ),
                },
                { title: 'open', isNumber: true, cell: ([, rows]) => count(rows, false) },
                { title: 'done', isNumber: true, cell: ([, rows]) => count(rows, true) },
              ]}
            />
          );
        }}
      </Shown>
    </Panel>
  );
}
