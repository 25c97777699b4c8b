import { useState } from 'preact/hooks';
import { Checked, Connections, Discovered, type Plugin, Plugins, Started, SyncedScopes } from '../answers.ts';
import { ask, askRaw } from '../ask.ts';
import { Badge, Empty, Panel, Shown } from '../parts/state.tsx';
import { addressOf, go, Link } from '../route.tsx';
import { useAnswer } from '../use-answer.ts';
import { MappingStep } from './mapping.tsx';

/** What was chosen so far, step by step. */
interface Chosen {
  readonly plugin?: Plugin;
  readonly connection?: string;
  readonly scopes: readonly string[];
}

/** A guided connection: source, credential, scopes, mapping, first sync. */
export function Connect() {
  const [plugins] = useAnswer('plugins', (signal) => ask(Plugins, '/plugins', { signal }));
  const [synced] = useAnswer('synced', (signal) => ask(SyncedScopes, '/synced-scopes', { signal }));
  const [chosen, setChosen] = useState<Chosen>({ scopes: [] });
  const { plugin, connection, scopes } = chosen;
  return (
    <div class="panels">
      <Panel title="1. What do you want to connect?" wide>
        <Shown answer={plugins} what="sources">
          {(found) => (
            <div class="choices" role="group" aria-label="Sources">
              {found.plugins
                .filter(({ can }) => can.includes('sync'))
                .map((each) => (
                  <button
                    type="button"
                    class="choice"
                    aria-pressed={plugin?.name === each.name}
                    onClick={() => setChosen({ plugin: each, scopes: [] })}
                    key={each.name}
                  >
                    {each.title}
                  </button>
                ))}
            </div>
          )}
        </Shown>
      </Panel>
      {plugin && (
        <CredentialStep
          plugin={plugin}
          key={plugin.name}
          onDone={(name) => setChosen({ plugin, connection: name, scopes: [] })}
        />
      )}
      {plugin && connection !== undefined && (
        <ScopeStep
          plugin={plugin}
          connection={connection}
          scopes={scopes}
          key={connection}
          onChange={(next) => setChosen({ plugin, connection, scopes: next })}
        />
      )}
      {plugin && connection !== undefined && scopes[0] !== undefined && (
        <MappingStep plugin={plugin} connection={connection} scope={scopes[0]} key={`${connection} ${scopes[0]}`} />
      )}
      {scopes.length > 0 && <StartStep scopes={scopes} />}
      <Panel title="What is synced" wide>
        <Shown answer={synced} what="scopes">
          {(found) =>
            found.scopes.length === 0 ? (
              <Empty title="Nothing yet">Choose a source above.</Empty>
            ) : (
              <ul class="plain">
                {found.scopes.map(({ key, scope, connection: of }) => (
                  <li key={key}>
                    <code>{scope}</code> {of === 'sample' && <Badge word="sample" tone="busy" />}
                  </li>
                ))}
              </ul>
            )
          }
        </Shown>
      </Panel>
    </div>
  );
}

/** Words for what a credential is called at the vendor. */
const CREDENTIALS: Readonly<Record<string, string>> = {
  github: 'a personal access token, with read access to the repositories',
  gitlab: 'a personal access token with the scope read_api',
  jira: 'user:token of an API token (cloud), or a personal access token (server)',
  jenkins: 'user:token',
  pagerduty: 'an API key that may read',
  opsgenie: 'an API key that may read',
  tapd: 'user:password of the API account',
};

function CredentialStep({ plugin, onDone }: { plugin: Plugin; onDone: (connection: string) => void }) {
  const [known] = useAnswer('connections', (signal) => ask(Connections, '/connections?limit=200', { signal }));
  const [name, setName] = useState(plugin.name);
  const [baseUrl, setBaseUrl] = useState('');
  const [token, setToken] = useState('');
  const [said, setSaid] = useState<{ readonly tone: 'good' | 'bad' | 'busy'; readonly text: string } | undefined>();
  const connect = async (event: Event): Promise<void> => {
    event.preventDefault();
    setSaid({ tone: 'busy', text: 'Asking …' });
    try {
      const at = `/connections/${encodeURIComponent(name)}`;
      const before = known.kind === 'there' ? known.value.connections.find((each) => each.name === name) : undefined;
      const body = { plugin: plugin.name, tokens: before?.tokens ?? [], ...(baseUrl && { baseUrl }) };
      await askRaw(at, { method: 'PUT', body });
      if (token) await askRaw(`${at}/secret`, { method: 'PUT', body: { token } });
      setToken('');
      const found = plugin.can.includes('check') ? await ask(Checked, `${at}/check`, { method: 'POST' }) : undefined;
      const bad = found?.credentials.find(({ ok }) => !ok);
      setSaid(
        bad ? { tone: 'bad', text: bad.reason } : { tone: 'good', text: found ? 'The credential is good.' : 'Kept.' },
      );
      if (!bad) onDone(name);
    } catch (cause) {
      setSaid({ tone: 'bad', text: cause instanceof Error ? cause.message : String(cause) });
    }
  };
  return (
    <Panel
      title={`2. How is ${plugin.title} reached?`}
      says="The credential is kept where only Sluice reads it; nothing shows it again."
      wide
    >
      <form class="form" onSubmit={connect}>
        <label>
          Name of the connection
          <input
            value={name}
            required
            pattern="[a-z0-9][a-z0-9\-]{0,31}"
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label>
          Address {plugin.baseUrl !== null && <small>(leave empty for {plugin.baseUrl})</small>}
          <input
            type="url"
            value={baseUrl}
            required={plugin.baseUrl === null}
            placeholder={plugin.baseUrl ?? 'https://host'}
            onInput={(event) => setBaseUrl(event.currentTarget.value)}
          />
        </label>
        <label>
          Credential{' '}
          <small>({CREDENTIALS[plugin.name] ?? 'as the vendor gives it'}; public things of GitHub need none)</small>
          <input
            type="password"
            autocomplete="off"
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </label>
        <p class="buttons">
          <button type="submit" class="button">
            Check
          </button>
          <span role="status" class={said?.tone === 'bad' ? 'refused' : ''}>
            {said?.text}
          </span>
        </p>
      </form>
    </Panel>
  );
}

/** So many are shown; a search finds the others. */
const SHOWN = 200;

function ScopeStep({
  plugin,
  connection,
  scopes,
  onChange,
}: {
  plugin: Plugin;
  connection: string;
  scopes: readonly string[];
  onChange: (scopes: readonly string[]) => void;
}) {
  const canDiscover = plugin.can.includes('discover');
  const [filter, setFilter] = useState('');
  const [typed, setTyped] = useState('');
  const [answer] = useAnswer(canDiscover ? `discover ${connection}` : undefined, (signal) =>
    ask(Discovered, `/connections/${encodeURIComponent(connection)}/discover`, { signal }),
  );
  const source = plugin.name === connection ? plugin.name : `${plugin.name}@${connection}`;
  const toggle = (scope: string): void =>
    onChange(scopes.includes(scope) ? scopes.filter((each) => each !== scope) : [...scopes, scope]);
  const add = (event: Event): void => {
    event.preventDefault();
    const name = typed.trim();
    if (name !== '' && !scopes.includes(`${source}:${name}`)) onChange([...scopes, `${source}:${name}`]);
    setTyped('');
  };
  return (
    <Panel title="3. What should be synced?" wide>
      <form class="form row" onSubmit={add}>
        <label>
          By name <small>(as {plugin.title} calls it, for example owner/repo)</small>
          <input value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <button type="submit">Add</button>
      </form>
      {scopes.length > 0 && (
        <ul class="picked" aria-label="Chosen">
          {scopes.map((scope) => (
            <li key={scope}>
              <code>{scope}</code>
              <button type="button" class="quiet" aria-label={`Leave out ${scope}`} onClick={() => toggle(scope)}>
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {canDiscover && (
        <Shown answer={answer} what="what the credential may see">
          {(found) => {
            const fitting = found.scopes.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
            return (
              <>
                <label class="search">
                  Search in {found.scopes.length}
                  <input type="search" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />
                </label>
                <ul class="choose">
                  {fitting.slice(0, SHOWN).map(({ id, name, scope }) => (
                    <li key={id}>
                      <label>
                        <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} /> {name}
                      </label>
                    </li>
                  ))}
                </ul>
                {fitting.length > SHOWN && <p class="says">{fitting.length - SHOWN} more: search for them.</p>}
              </>
            );
          }}
        </Shown>
      )}
    </Panel>
  );
}

function StartStep({ scopes }: { scopes: readonly string[] }) {
  const [product, setProduct] = useState('');
  const [said, setSaid] = useState('');
  const start = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      if (product.trim() !== '')
        await askRaw(`/projects/${encodeURIComponent(product.trim())}`, { method: 'PUT', body: { scopes } });
      const { run } = await ask(Started, '/runs', { method: 'POST', body: { scopes } });
      go(addressOf('/', { run }));
    } catch (cause) {
      setSaid(cause instanceof Error ? cause.message : String(cause));
    }
  };
  return (
    <Panel
      title="5. Start"
      says="The first sync asks for everything; later ones only for what is new. It can be canceled, and goes on where it stopped."
      wide
    >
      <form class="form row" onSubmit={start}>
        <label>
          Product that they belong to <small>(metrics are counted for a product)</small>
          <input value={product} placeholder="Shop" onInput={(event) => setProduct(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button">
          Start the sync of {scopes.length === 1 ? 'it' : `${scopes.length} scopes`}
        </button>
      </form>
      <p class="refused" role="alert">
        {said}
      </p>
      <p class="says">
        Then watch it <Link to="/">now</Link>.
      </p>
    </Panel>
  );
}
