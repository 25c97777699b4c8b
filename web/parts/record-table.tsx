import { recordLists, type Wanted } from '../records.ts';
import { addressOf, Link } from '../route.tsx';
import { sayCount, sayName, saySpan, sayTime, sayWord } from '../say.ts';
import { type Answer, askSql, sayCell } from '../sql.ts';
import { useAnswer } from '../use-answer.ts';
import { Rows } from './rows.tsx';
import { Empty, Shown } from './state.tsx';

const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

/** What is shown of a list: by itself all that a screen holds, in a view the first ones. */
export interface RecordTableProps {
  readonly list: string;
  readonly wanted: Wanted;
  readonly limit?: number;
  /** The address of the list by itself. */
  readonly all?: string;
}

/** A list of records, each of which leads to its raw JSON. */
export function RecordTable({ list, wanted, limit = 500, all }: RecordTableProps) {
  const records = recordLists[list];
  const sql = records?.sql(wanted);
  const [answer] = useAnswer(sql && `${sql} ${limit}`, (signal) => askSql(sql ?? '', { limit, signal }));
  if (!records) return <Empty title={`There is no list "${list}"`}>Go back to the chart and choose again.</Empty>;
  return (
    <Shown answer={answer} what="records">
      {(found) =>
        found.rows.length === 0 ? (
          <Empty title="No records">
            <p>Nothing fits in this time. Choose another one.</p>
          </Empty>
        ) : (
          <>
            <RecordRows answer={found} table={records.table} />
            <HowMany answer={found} all={all} />
          </>
        )
      }
    </Shown>
  );
}

function HowMany({ answer: { rows, more }, all }: { answer: Answer; all: string | undefined }) {
  if (all === undefined)
    return (
      <p class="says">
        {more
          ? `Only the first ${sayCount(rows.length)} are shown; ask in SQL for all.`
          : rows.length === 1
            ? '1 record'
            : `${sayCount(rows.length)} records`}
      </p>
    );
  return more ? (
    <p class="says">
      These are the first {sayCount(rows.length)}. <Link to={all}>Show all</Link>
    </p>
  ) : null;
}

/** Rows whose first column is the id of a row of the table; where there is no table, they lead nowhere. */
export function RecordRows({ answer: { columns, rows }, table }: { answer: Answer; table?: string | undefined }) {
  const tableAt = columns.indexOf('in_table');
  const hidden = new Set(['in_table', ...(table === undefined ? [] : columns.slice(0, 1))]);
  const shown = columns
    .map((name, i) => ({ name, i }))
    .filter(({ name, i }) => {
      const isEmpty = rows.every((row) => row[i] === null || row[i] === '');
      return !hidden.has(name) && !isEmpty;
    });
  return (
    <Rows
      label="Records"
      rows={rows}
      keyOf={(row, i) => `${sayCell(row[0])} ${i}`}
      columns={shown.map(({ name, i }, place) => ({
        title: sayName(name.replace(/_minutes$/, '')),
        isNumber: rows.some((row) => typeof row[i] === 'number'),
        cell: (row: readonly unknown[]) => {
          const of = tableAt === -1 ? table : sayCell(row[tableAt]);
          if (of !== undefined && (place === 0 || name === 'title'))
            return (
              <Link to={addressOf('/record', { table: of, id: sayCell(row[0]) })}>{sayCell(row[i] ?? row[0])}</Link>
            );
          const cell = row[i];
          return name.endsWith('_minutes') && typeof cell === 'number' ? saySpan(cell) : shownCell(cell);
        },
      }))}
    />
  );
}

/** Times are as SQL answers them, UTC. */
function shownCell(value: unknown) {
  const text = sayCell(value);
  if (!INSTANT.test(text)) return sayWord(text);
  const instant = text.replace(' ', 'T').replace(/(?<!Z)$/, 'Z');
  return <time dateTime={instant}>{sayTime(instant)}</time>;
}
