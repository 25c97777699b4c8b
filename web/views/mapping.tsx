import { useState } from 'preact/hooks';
import { type Plugin, Preview } from '../answers.ts';
import { ask, askRaw } from '../ask.ts';
import { Json } from '../parts/json.tsx';
import { Panel, Shown } from '../parts/state.tsx';
import { useAnswer } from '../use-answer.ts';

/** Streams that a mapping changes most come first. */
const FIRST = ['issues', 'pull_requests', 'merge_requests', 'builds', 'incidents', 'alerts', 'bugs', 'stories'];

/** The mapping of a scope, with what it makes of the user's own data, side by side. */
export function MappingStep({ plugin, connection, scope }: { plugin: Plugin; connection: string; scope: string }) {
  const names = plugin.streams.map(({ name }) => name);
  const usual = FIRST.find((name) => names.includes(name)) ?? names[0] ?? '';
  const [stream, setStream] = useState(usual);
  const [text, setText] = useState(JSON.stringify(plugin.proposedScopeConfig ?? {}, null, 2));
  const [asked, setAsked] = useState(text);
  const [said, setSaid] = useState('');
  const config = parsed(text);
  const [answer] = useAnswer(`${scope} ${stream} ${asked}`, (signal) =>
    ask(Preview, '/preview', {
      method: 'POST',
      body: { scope, stream, config: parsed(asked) ?? {}, limit: 3 },
      signal,
    }),
  );
  const keep = async (): Promise<void> => {
    try {
      const name = `${connection}-mapping`;
      await askRaw(`/scope-configs/${name}`, { method: 'PUT', body: { plugin: plugin.name, mapping: config ?? {} } });
      await askRaw(`/scopes/${encodeURIComponent(scope)}`, { method: 'PUT', body: { scopeConfig: name } });
      setSaid('Kept; the sync uses it.');
    } catch (cause) {
      setSaid(cause instanceof Error ? cause.message : String(cause));
    }
  };
  return (
    <Panel
      title="4. What means what?"
      says={`The mapping of ${scope}, and what it makes of your own data. Patterns are RE2; the proposal is good to begin with.`}
      wide
    >
      <div class="mapping">
        <div>
          <label for="mapping">Mapping (JSON)</label>
          <textarea
            id="mapping"
            rows={14}
            spellcheck={false}
            value={text}
            aria-invalid={config === undefined}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <p class="buttons">
            <button type="button" class="button" disabled={config === undefined} onClick={() => setAsked(text)}>
              Preview
            </button>
            <button type="button" disabled={config === undefined} onClick={keep}>
              Keep this mapping
            </button>
            <span role="status">{config === undefined ? 'This is not JSON yet.' : said}</span>
          </p>
        </div>
        <div>
          <label>
            Of the stream{' '}
            <select value={stream} onChange={(event) => setStream(event.currentTarget.value)}>
              {names.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <Shown answer={answer} what="your own data">
            {({ samples }) =>
              samples.length === 0 ? (
                <p class="says">There is nothing of this stream in {scope}.</p>
              ) : (
                samples.map(({ raw, records, problems }, i) => (
                  <div class="sample" key={i}>
                    <Json value={raw} label="What the vendor sent" />
                    <div>
                      {records.map(({ table, record }, n) => (
                        <Json value={{ table, ...presentOf(record) }} label={`Record of ${table}`} key={n} />
                      ))}
                      {problems.map((problem) => (
                        <p class="refused" key={problem}>
                          {problem}
                        </p>
                      ))}
                      {records.length + problems.length === 0 && <p class="says">It makes no record.</p>}
                    </div>
                  </div>
                ))
              )
            }
          </Shown>
        </div>
      </div>
    </Panel>
  );
}

/** Columns that hold nothing only make a record long. */
const presentOf = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== ''));

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
