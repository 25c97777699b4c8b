import { Shares } from '../parts/shares.tsx';
import { Empty, Panel, Shown } from '../parts/state.tsx';
import { recordLists } from '../records.ts';
import { addressOf } from '../route.tsx';
import { sayCount, saySpan } from '../say.ts';
import { instantsOf, type Span } from '../span.ts';
import { askSql, sayCell } from '../sql.ts';
import { useAnswer } from '../use-answer.ts';

const COLOUR_OF: Readonly<Record<string, string>> = { TODO: 'chart-6', IN_PROGRESS: 'chart-2' };

/** Which status takes how much of the time before done. */
export function TimeInStatus({ span }: { span: Span }) {
  const instants = instantsOf(span);
  const sql = recordLists['time-in-status']?.sql({ project: span.project, series: '', ...instants }) ?? '';
  const [answer] = useAnswer(sql, (signal) => askSql(sql, { limit: 12, signal }));
  return (
    <Panel title="Where it waits: time in each status" says="Of everything that was open meanwhile, added up.">
      <Shown answer={answer} what="time in status">
        {({ rows }) => {
          const spent = rows.map(([status, state, minutes, issues]) => ({
            status: sayCell(status),
            state: sayCell(state),
            minutes: Number(minutes),
            issues: Number(issues),
          }));
          const whole = spent.reduce((sum, { minutes }) => sum + minutes, 0);
          if (whole === 0)
            return (
              <Empty title="Nothing was open">
                <p>No change of a status is known in this time. Choose another one.</p>
              </Empty>
            );
          return (
            <Shares
              label="Time in each status"
              shares={spent.map(({ status, state, minutes, issues }) => ({
                label: status || 'without a status',
                value: minutes,
                says: `${Math.round((100 * minutes) / whole)} % · ${saySpan(minutes / issues)} each, ${sayCount(issues)} issues`,
                color: COLOUR_OF[state] ?? 'chart-3',
                to: addressOf('/records', { ...span.asked, list: 'issues-in-state', ...instants, series: status }),
              }))}
            />
          );
        }}
      </Shown>
    </Panel>
  );
}
