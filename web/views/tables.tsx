import { useState } from 'preact/hooks';
import { Tables, TableView } from '../answers.ts';
import { ask, askRaw } from '../ask.ts';
import { RecordRows } from '../parts/record-table.tsx';
import { Rows } from '../parts/rows.tsx';
import { Badge, Empty, Panel, Shown } from '../parts/state.tsx';
import { addressOf, Link } from '../route.tsx';
import { sayCount, sayTime } from '../say.ts';
import { type Answer, askSql, sayCell } from '../sql.ts';
import { useAnswer } from '../use-answer.ts';

/** Tables with their columns and completeness, a box for SQL, and downloads. */
export function TablesView({ query }: { query: Readonly<Record<string, string>> }) {
  const { table } = query;
  return (
    <div class="panels">
      <SqlBox table={table} />
      {table === undefined ? <AllTables /> : <OneTable name={table} />}
    </div>
  );
}

function AllTables() {
  const [answer] = useAnswer('tables', (signal) => ask(Tables, '/tables', { signal }));
  return (
    <Panel title="Tables" wide>
      <Shown answer={answer} what="tables">
        {({ tables, asOf }) => (
          <>
            <p class="says">
              {asOf === null
                ? 'Not complete yet: a source was never read to its end.'
                : `Complete as of ${sayTime(asOf)}.`}
            </p>
            <Rows
              label="Tables"
              rows={[...tables].sort((a, b) => b.rows - a.rows || a.name.localeCompare(b.name))}
              keyOf={({ name }) => name}
              columns={[
                { title: 'table', cell: ({ name }) => <Link to={addressOf('/tables', { table: name })}>{name}</Link> },
                { title: 'rows', isNumber: true, cell: ({ rows }) => sayCount(rows) },
                { title: 'columns', isNumber: true, cell: ({ columns }) => columns },
              ]}
            />
          </>
        )}
      </Shown>
    </Panel>
  );
}

const STATES = { ok: 'good', idle: 'plain', failing: 'bad' } as const;
const toneOf = (state: string) => (state === 'ok' || state === 'failing' ? STATES[state] : STATES.idle);

function OneTable({ name }: { name: string }) {
  const [answer] = useAnswer(`table ${name}`, (signal) =>
    ask(TableView, `/tables/${encodeURIComponent(name)}`, { signal }),
  );
  return (
    <>
      <Panel title={name}>
        <p>
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
          {({ completeness }) =>
            completeness.length === 0 ? (
              <Empty title="Nothing was synced yet">
                <Link to="/connect">Connect a source.</Link>
              </Empty>
            ) : (
              <Rows
                label="Completeness"
                rows={completeness}
                keyOf={({ connection, scope, stream }) => `${connection} ${scope} ${stream}`}
                columns={[
                  { title: 'scope', cell: ({ scope }) => scope },
                  { title: 'stream', cell: ({ stream }) => stream },
                  { title: 'as of', cell: (input) => sayTime(input.asOf) },
                  { title: '', cell: ({ state }) => <Badge word={state} tone={toneOf(state)} /> },
                ]}
              />
            )
          }
        </Shown>
      </Panel>
    </>
  );
}

/** A download carries the key in a header, which a plain link cannot: it is fetched and handed over. */
function Downloads({ name }: { name: string }) {
  const [said, setSaid] = useState('');
  const download = async (format: string): Promise<void> => {
    try {
      setSaid('Downloading …');
      const response = await askRaw(`/data/${encodeURIComponent(name)}?format=${format}`);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await response.blob());
      link.download = `${name}.${format}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      setSaid('');
    } catch (cause) {
      setSaid(cause instanceof Error ? cause.message : String(cause));
    }
  };
  return (
    <p class="buttons">
      {['csv', 'ndjson', 'parquet'].map((format) => (
        <button type="button" key={format} onClick={() => download(format)}>
          {format}
        </button>
      ))}
      <span role="status">{said}</span>
    </p>
  );
}

function SqlBox({ table }: { table: string | undefined }) {
  const usual =
    table === undefined
      ? 'SELECT type, status, count(*) AS issues\nFROM issues\nGROUP BY ALL\nORDER BY issues DESC'
      : `SELECT * FROM ${table} LIMIT 100`;
  const [text, setText] = useState(usual);
  const [asked, setAsked] = useState<string | undefined>(undefined);
  const [answer] = useAnswer(asked, (signal) => askSql(text, { signal }));
  const run = (): void => setAsked(`${text}\n-- ${Date.now()}`);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
  };
  return (
    <Panel title="Ask in SQL" says="DuckDB's SQL over the tables below; it only reads. Ctrl+Enter runs it." wide>
      <label class="unseen" for="sql">
        SQL
      </label>
      <textarea
        id="sql"
        rows={5}
        spellcheck={false}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <p class="buttons">
        <button type="button" class="button" onClick={run}>
          Run
        </button>
      </p>
      {asked !== undefined && (
        <Shown answer={answer} what="the answer">
          {(found) => <SqlAnswer answer={found} table={table} />}
        </Shown>
      )}
    </Panel>
  );
}

function SqlAnswer({ answer, table }: { answer: Answer; table: string | undefined }) {
  const { columns, rows, more } = answer;
  if (rows.length === 0) return <Empty title="No rows">Nothing fits the question.</Empty>;
  return (
    <>
      <p class="says">
        {sayCount(rows.length)} rows{more && ', and more that are not shown'}
      </p>
      {table !== undefined && columns[0] === 'id' ? (
        <RecordRows
          answer={{ ...answer, columns: ['id', ...columns], rows: rows.map((row) => [row[0], ...row]) }}
          table={table}
        />
      ) : (
        <Rows
          label="Answer"
          rows={rows}
          keyOf={(_, i) => String(i)}
          columns={columns.map((title, i) => ({
            title,
            isNumber: rows.some((row) => typeof row[i] === 'number'),
            cell: (row: readonly unknown[]) => sayCell(row[i]),
          }))}
        />
      )}
    </>
  );
}
