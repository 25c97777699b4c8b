import { Empty } from '../../parts/state.tsx';
import { WindowedRows } from '../../parts/windowed-rows.tsx';
import { addressOf, Link } from '../../route.tsx';
import { type Answer, sayCell } from '../../sql.ts';

/** The rows that a question gave; where they are rows of one table, each leads to its record. */
export function SqlAnswer({ answer: { columns, rows }, sql }: { answer: Answer; sql: string }) {
  if (rows.length === 0) return <Empty title="No rows">Nothing fits the question.</Empty>;
  const table = tableOf(sql);
  return (
    <WindowedRows
      label="Answer"
      columns={columns.map((title, i) => ({ title, isNumber: rows.some((row) => typeof row[i] === 'number') }))}
      rows={rows}
      cell={(row, i) => {
        const text = sayCell(row[i]);
        return columns[i] === 'id' && table !== undefined && text !== '' ? (
          <Link to={addressOf('/record', { table, id: text })}>{text}</Link>
        ) : (
          <span title={text.length > 40 ? text : undefined}>{text}</span>
        );
      }}
    />
  );
}

/** The only table that a question asks; undefined where it asks several, or makes rows of its own. */
export function tableOf(sql: string): string | undefined {
  const named = [...sql.matchAll(/\b(?:from|join)\s+("?)(\w+)\1/gi)].map((match) => match[2]);
  const isPlain = named.length === 1 && !/\b(?:join|union|group\s+by|with)\b/i.test(sql);
  return isPlain ? named[0] : undefined;
}
