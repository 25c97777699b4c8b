import { Tables, TableView } from '../answers.ts';
import { ask } from '../ask.ts';
import { Rows } from '../parts/rows.tsx';
import { Badge, Empty, Panel, Shown } from '../parts/state.tsx';
import { addressOf, Link } from '../route.tsx';
import { sayCount, sayTime } from '../say.ts';
import { useAnswer } from '../use-answer.ts';
import { Completeness } from './data/completeness.tsx';
import { Downloads } from './data/downloads.tsx';
import { SqlBox } from './data/sql-box.tsx';

/** Tables with their columns and completeness, a box for SQL, and downloads. */
export function TablesView({ query }: { query: Readonly<Record<string, string>> }) {
  const { table } = query;
  return (
    <div class="panels">
      <SqlBox table={table} key={table} />
      {table === undefined ? <AllTables /> : <OneTable name={table} />}
    </div>
  );
}

function AllTables() {
  const [answer] = useAnswer('tables', (signal) => ask(Tables, '/tables', { signal }));
  return (
    <Panel title="Tables" wide>
      <Shown answer={answer} what="tables">
        {({ tables, asOf }) => {
          const filled = tables.filter(({ rows }) => rows > 0).sort((a, b) => b.rows - a.rows);
          const empty = tables.filter(({ rows }) => rows === 0);
          return filled.length === 0 ? (
            <Empty title="There are no rows yet">
              <p>They come with the first sync.</p>
              <p>
                <Link to="/connect" class="button">
                  Connect a source
                </Link>
              </p>
            </Empty>
          ) : (
            <>
              <p class="says">
                {asOf === null
                  ? 'Not complete yet: a source was never read to its end. Each table says which.'
                  : `Complete as of ${sayTime(asOf)}.`}
              </p>
              <TableRows tables={filled} />
              <details class="means">
                <summary>{empty.length} tables are empty</summary>
                <TableRows tables={empty} />
              </details>
            </>
          );
        }}
      </Shown>
    </Panel>
  );
}

function TableRows({ tables }: { tables: readonly { name: string; rows: number; columns: number }[] }) {
  return (
    <Rows
      label="Tables"
      rows={tables}
      keyOf={({ name }) => name}
      columns={[
        { title: 'table', cell: ({ name }) => <Link to={addressOf('/tables', { table: name })}>{name}</Link> },
        { title: 'rows', isNumber: true, cell: ({ rows }) => sayCount(rows) },
        { title: 'columns', isNumber: true, cell: ({ columns }) => columns },
      ]}
    />
  );
}

function OneTable({ name }: { name: string }) {
  const [answer] = useAnswer(`table ${name}`, (signal) =>
    ask(TableView, `/tables/${encodeURIComponent(name)}`, { signal }),
  );
  return (
    <>
      <Panel title={name}>
        <p class="says">
          <Link to="/tables">← All tables</Link>
        </p>
        <Shown answer={answer} what={name}>
          {({ rows, asOf, columns, key }) => (
            <>
              <p class="says">
                {sayCount(rows)} rows, {asOf === null ? 'not complete yet' : `complete as of ${sayTime(asOf)}`}.
              </p>
              <Downloads name={name} />
              <Rows
                label={`Columns of ${name}`}
                rows={columns}
                keyOf={(column) => column.name}
                columns={[
                  { title: 'column', cell: (column) => <code>{column.name}</code> },
                  { title: 'type', cell: ({ type }) => type },
                  { title: '', cell: (column) => (key.includes(column.name) ? <Badge word="key" tone="plain" /> : '') },
                ]}
              />
            </>
          )}
        </Shown>
      </Panel>
      <Panel title="Completeness" says="Until when each stream of each scope was read to its end.">
        <Shown answer={answer} what="completeness">
          {({ completeness }) => <Completeness inputs={completeness} />}
        </Shown>
      </Panel>
    </>
  );
}
