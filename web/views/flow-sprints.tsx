import { type Measurement, numberOf, useMeasured } from '../metrics.ts';
import { Nothing } from '../parts/metric-panel.tsx';
import { Rows } from '../parts/rows.tsx';
import { Panel, Shown } from '../parts/state.tsx';
import { addressOf, Link } from '../route.tsx';
import { sayFigure } from '../say.ts';
import { instantsOf, type Span } from '../span.ts';
import { shownOf } from '../use-answer.ts';

/** As many as a year of sprints of two weeks has quarters of. */
const MOST = 8;

/** What sprints took on, and what became of it. */
export function SprintsPanel({ span }: { span: Span }) {
  const asked = (metric: string) =>
    ({ metric, project: span.project, from: span.from, to: span.to, by: 'range' }) as const;
  const completed = useMeasured(asked('sprint.completed'));
  const others = {
    added: shownOf(useMeasured(asked('sprint.added'))),
    removed: shownOf(useMeasured(asked('sprint.removed'))),
    carried: shownOf(useMeasured(asked('sprint.carried_over'))),
  };
  const columns = [
    { title: 'added', of: others.added },
    { title: 'removed', of: others.removed },
    { title: 'carried over', of: others.carried },
  ];
  return (
    <Panel title="Sprints" says="What they took on, and what became of it." wide>
      <Shown answer={completed} what="sprints">
        {(measurement) =>
          measurement.isEmpty ? (
            <Nothing measurement={measurement} />
          ) : (
            <Rows
              label="Sprints"
              rows={measurement.rows.toSorted(bySprint).slice(0, MOST)}
              keyOf={({ cells }) => String(cells.sprint)}
              columns={[
                {
                  title: 'sprint',
                  cell: ({ cells: { sprint } }) => (
                    <Link
                      to={addressOf('/records', {
                        ...span.asked,
                        list: 'sprint-issues',
                        ...instantsOf(span),
                        series: String(sprint),
                      })}
                    >
                      {sprint}
                    </Link>
                  ),
                },
                { title: 'committed', isNumber: true, cell: ({ cells }) => sayFigure(cells.committed) },
                { title: 'completed', isNumber: true, cell: ({ cells }) => sayFigure(cells.issues) },
                { title: 'share', isNumber: true, cell: ({ cells }) => sayFigure(cells.ratio, '%') },
                ...columns.map(({ title, of }) => ({
                  title,
                  isNumber: true,
                  cell: ({ cells }: Measurement['rows'][number]) => sayFigure(issuesOf(of, cells.sprint)),
                })),
              ]}
            />
          )
        }
      </Shown>
    </Panel>
  );
}

const issuesOf = (measurement: Measurement | undefined, sprint: unknown): number | null =>
  numberOf(measurement?.rows.find(({ cells }) => cells.sprint === sprint)?.cells.issues);

/** The last first: `Sprint 10` after `Sprint 9`. */
const bySprint = (a: Measurement['rows'][number], b: Measurement['rows'][number]): number =>
  String(b.cells.sprint).localeCompare(String(a.cells.sprint), 'en', { numeric: true });
