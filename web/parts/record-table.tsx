import { recordLists, type Wanted } from '../records.ts';
import { addressOf, Link } from '../route.tsx';
import { sayName, sayTime } from '../say.ts';
import { type Answer, askSql, sayCell } from '../sql.ts';
import { useAnswer } from '../use-answer.ts';
import { Rows } from './rows.tsx';
import { Empty, Shown } from './state.tsx';

const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

/** A list of records, each of which leads to its raw JSON. */
export function RecordTable({ list, wanted, limit = 500 }: { list: string; wanted: Wanted; limit?: number }) {
  const records = recordLists[list];
  const sql = records?.sql(wanted);
  const [answer] = useAnswer(sql && `${sql} ${limit}`, (signal) => askSql(sql ?? '', { limit, signal }));
  if (!records) return <Empty title={`There is no list "${list}"`}>Go back to the chart and choose again.</Empty>;
  return (
    <Shown answer={answer} what="records">
      {(found) =>
        found.rows.length === 0 ? (
          <Empty title="No records">
            <p>Nothing fits: the number is 0, or it is counted of something else. Choose another bucket.</p>
          </Empty>
        ) : (
          <>
            <RecordRows answer={found} table={records.table} />
            {found.more && <p class="says">Only the first {limit} are shown; ask in SQL for all.</p>}
          </>
        )
      }
    </Shown>
  );
}

/** Rows whose first column is the id of a row of the table. */
export function RecordRows({ answer: { columns, rows }, table }: { answer: Answer; table: string }) {
  const all = columns.slice(1).map((title, i) => ({
    title: sayName(title),
    isEmpty: rows.every((row) => row[i + 1] === null),
    isNumber: rows.some((row) => typeof row[i + 1] === 'number'),
    cell: (row: readonly unknown[]) => {
      const text = sayCell(row[i + 1]);
      const isName = i === 0 || title === 'title';
      return isName ? (
        <Link to={addressOf('/record', { table, id: sayCell(row[0]) })}>{text || sayCell(row[0])}</Link>
      ) : (
        shownCell(row[i + 1])
      );
    },
  }));
  const shown = all.filter(({ isEmpty }) => !isEmpty);
  return <Rows label="Records" rows={rows} columns={shown} keyOf={(row, i) => `${sayCell(row[0])} ${i}`} />;
}

/** Times are as SQL answers them, UTC. */
function shownCell(value: unknown) {
  const text = sayCell(value);
  if (!INSTANT.test(text)) return text;
  const instant = text.replace(' ', 'T').replace(/(?<!Z)$/, 'Z');
  return <time dateTime={instant}>{sayTime(instant)}</time>;
}
