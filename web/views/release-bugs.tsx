import { Rows } from '../parts/rows.tsx';
import { Empty, Panel, Shown } from '../parts/state.tsx';
import { recordLists } from '../records.ts';
import { addressOf, Link } from '../route.tsx';
import { sayCount } from '../say.ts';
import { instantsOf, type Span } from '../span.ts';
import { askSql, sayCell } from '../sql.ts';
import { useAnswer } from '../use-answer.ts';

/** The bugs of each release, that of the latest bug first. */
export function ReleaseBugs({ span }: { span: Span }) {
  const instants = instantsOf(span);
  const sql = recordLists['bugs-by-release']?.sql({ project: span.project, series: '', ...instants }) ?? '';
  const [answer] = useAnswer(sql, (signal) => askSql(sql, { limit: 8, signal }));
  const listOf = (release: string): string =>
    addressOf('/records', { ...span.asked, list: 'release-bugs', ...instants, series: release });
  return (
    <Panel title="Bugs by release" says="By the fix version of a bug, as they stood at the end.">
      <Shown answer={answer} what="releases">
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title="No bug names a release">
              <p>A bug counts here once it has a fix version.</p>
            </Empty>
          ) : (
            <Rows
              label="Bugs by release"
              rows={rows}
              keyOf={([release]) => sayCell(release)}
              columns={[
                {
                  title: 'release',
                  cell: ([release]) => <Link to={listOf(sayCell(release))}>{sayCell(release)}</Link>,
                },
                { title: 'open', isNumber: true, cell: ([, open]) => sayCount(Number(open)) },
                { title: 'done', isNumber: true, cell: ([, , done]) => sayCount(Number(done)) },
              ]}
            />
          )
        }
      </Shown>
    </Panel>
  );
}
