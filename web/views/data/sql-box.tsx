import { useRef, useState } from 'preact/hooks';
import { reasonOf } from '../../ask.ts';
import { askedBefore, keepAsked } from '../../asked-before.ts';
import { Panel } from '../../parts/state.tsx';
import { type Answer, askSql, placeOf } from '../../sql.ts';
import { SqlAnswer } from './sql-answer.tsx';

/** So many rows are shown at most; a download has no such end. */
const MOST = 10_000;
const USUAL = 'SELECT type, status, count(*) AS issues\nFROM issues\nGROUP BY ALL\nORDER BY issues DESC';

type Found =
  | { readonly kind: 'asking' }
  | { readonly kind: 'there'; readonly answer: Answer; readonly sql: string; readonly seconds: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** A box for SQL: Ctrl+Enter asks, what is wrong is told with its place, what was asked before is kept in this tab. */
export function SqlBox({ table }: { table: string | undefined }) {
  const [text, setText] = useState(table === undefined ? USUAL : `SELECT *\nFROM ${table}\nLIMIT 100`);
  const [found, setFound] = useState<Found | undefined>(undefined);
  const [before, setBefore] = useState(askedBefore);
  const box = useRef<HTMLTextAreaElement>(null);
  const latest = useRef<AbortController | undefined>(undefined);
  const run = async (): Promise<void> => {
    if (text.trim() === '') return setFound({ kind: 'refused', reason: 'Write a question first: SELECT …' });
    latest.current?.abort();
    const stop = new AbortController();
    latest.current = stop;
    setFound({ kind: 'asking' });
    keepAsked(text);
    setBefore(askedBefore());
    const began = performance.now();
    try {
      const answer = await askSql(text, { limit: MOST, signal: stop.signal });
      setFound({ kind: 'there', answer, sql: text, seconds: (performance.now() - began) / 1000 });
    } catch (cause) {
      if (stop.signal.aborted) return;
      const place = placeOf(cause);
      const where = place ? `Line ${place.line}, column ${place.column}: ` : '';
      setFound({ kind: 'refused', reason: `${where}${reasonOf(cause).replace(/^SQL: /, '')}` });
      if (place) point(box.current, text, place);
    }
  };
  const isRefused = found?.kind === 'refused';
  return (
    <Panel title="Ask in SQL" says="DuckDB’s SQL over the tables below; it only reads. Ctrl+Enter asks." wide>
      <label class="unseen" for="sql">
        SQL
      </label>
      <textarea
        id="sql"
        ref={box}
        rows={6}
        spellcheck={false}
        value={text}
        aria-invalid={isRefused ? true : undefined}
        aria-describedby={isRefused ? 'sql-error' : undefined}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
        }}
      />
      {isRefused && (
        <p class="field-error" id="sql-error" role="alert">
          {found.reason}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="button" onClick={run}>
          Run
        </button>
        {before.length > 0 && (
          <label class="asked">
            Asked before{' '}
            <select value="" onChange={(event) => event.currentTarget.value && setText(event.currentTarget.value)}>
              <option value="">choose …</option>
              {before.map((each) => (
                <option value={each} key={each}>
                  {each.replaceAll(/\s+/g, ' ').slice(0, 90)}
                </option>
              ))}
            </select>
          </label>
        )}
        <span role="status" class="says">
          {found?.kind === 'asking' && 'Asking …'}
          {found?.kind === 'there' && saysOf(found)}
        </span>
      </div>
      {found?.kind === 'there' && <SqlAnswer answer={found.answer} sql={found.sql} />}
    </Panel>
  );
}

function saysOf({ answer: { rows, more }, seconds }: { answer: Answer; seconds: number }): string {
  const count = `${rows.length.toLocaleString('en')} ${rows.length === 1 ? 'row' : 'rows'}`;
  const cut = more ? `; there are more: narrow the question, or download the table` : '';
  return `${count} in ${seconds.toFixed(seconds < 1 ? 2 : 1)} s${cut}`;
}

/** Puts the cursor where something is wrong. */
function point(
  box: HTMLTextAreaElement | null,
  text: string,
  { line, column }: { line: number; column: number },
): void {
  const before = text.split('\n').slice(0, line - 1);
  const at = before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  const word = /^\w+/.exec(text.slice(at))?.[0].length ?? 1;
  box?.focus();
  box?.setSelectionRange(at, at + word);
}
