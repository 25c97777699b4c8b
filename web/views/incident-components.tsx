import { Shares } from '../parts/shares.tsx';
import { Empty, Panel, Shown } from '../parts/state.tsx';
import { recordLists } from '../records.ts';
import { addressOf } from '../route.tsx';
import { saySpan } from '../say.ts';
import { instantsOf, type Span } from '../span.ts';
import { askSql, sayCell } from '../sql.ts';
import { useAnswer } from '../use-answer.ts';

/** Which part of the product breaks. */
export function IncidentsByComponent({ span }: { span: Span }) {
  const instants = instantsOf(span);
  const sql = recordLists['incidents-by-component']?.sql({ project: span.project, series: '', ...instants }) ?? '';
  const [answer] = useAnswer(sql, (signal) => askSql(sql, { limit: 12, signal }));
  return (
    <Panel title="Incidents by component" says="Created in this time.">
      <Shown answer={answer} what="incidents">
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title="No incidents">
              <p>
                None was created in this time. An incident is an issue whose type is mapped to INCIDENT, or one that was
                pushed.
              </p>
            </Empty>
          ) : (
            <Shares
              label="Incidents by component"
              shares={rows.map(([component, incidents, open, median]) => ({
                label: sayCell(component),
                value: Number(incidents),
                says: [
                  `${sayCell(incidents)}`,
                  ...(typeof median === 'number' ? [`half within ${saySpan(median)}`] : []),
                  ...(Number(open) > 0 ? [`${sayCell(open)} still open`] : []),
                ].join(' · '),
                color: 'chart-5',
                to: addressOf('/records', {
                  ...span.asked,
                  list: 'incidents-all',
                  ...instants,
                  series: sayCell(component),
                }),
              }))}
            />
          )
        }
      </Shown>
    </Panel>
  );
}
