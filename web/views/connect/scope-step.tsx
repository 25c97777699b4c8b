import { useState } from 'preact/hooks';
import { Discovered, type Plugin, Preview } from '../../answers.ts';
import { ask, queryOf, reasonOf } from '../../ask.ts';
import { Field } from '../../parts/field.tsx';
import { Shown } from '../../parts/state.tsx';
import { useAnswer } from '../../use-answer.ts';
import { usualStream } from './mapping-form.ts';

/** So many are shown; a search finds the others. */
const SHOWN = 200;
/** So few need no search. */
const FEW = 8;

/** What is synced: chosen from what the credential may see, or named. */
export function ScopeStep({
  plugin,
  connection,
  scopes,
  onChange,
  onDone,
}: {
  plugin: Plugin;
  connection: string;
  scopes: readonly string[];
  onChange: (scopes: readonly string[]) => void;
  onDone: () => void;
}) {
  const many = plugin.form?.scope.many ?? 'scopes';
  const toggle = (scope: string): void =>
    onChange(scopes.includes(scope) ? scopes.filter((each) => each !== scope) : [...scopes, scope]);
  return (
    <>
      {plugin.can.includes('discover') && (
        <Listing plugin={plugin} connection={connection} scopes={scopes} toggle={toggle} />
      )}
      <ByName
        plugin={plugin}
        connection={connection}
        onAdd={(scope) => !scopes.includes(scope) && onChange([...scopes, scope])}
      />
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
      <p class="buttons">
        <button type="button" class="button" disabled={scopes.length === 0} onClick={onDone}>
          {scopes.length === 0
            ? 'Go on'
            : `Go on with ${scopes.length} ${scopes.length === 1 ? plugin.form?.scope.one : many}`}
        </button>
        {scopes.length === 0 && <span class="says">Choose at least one.</span>}
      </p>
    </>
  );
}

function Listing({
  plugin,
  connection,
  scopes,
  toggle,
}: {
  plugin: Plugin;
  connection: string;
  scopes: readonly string[];
  toggle: (scope: string) => void;
}) {
  const listed = plugin.form?.listed;
  const many = plugin.form?.scope.many ?? 'scopes';
  const [typed, setTyped] = useState('');
  const [within, setWithin] = useState('');
  const isAsked = !listed?.isNeeded || within !== '';
  const path = `/connections/${encodeURIComponent(connection)}/discover${queryOf({ filter: within || undefined })}`;
  const [answer, again] = useAnswer(isAsked ? path : undefined, (signal) => ask(Discovered, path, { signal }));
  return (
    <div class="listing">
      {listed && (
        <form
          class="form row"
          onSubmit={(event) => {
            event.preventDefault();
            setWithin(typed.trim());
          }}
        >
          <Field label={`${listed.label}${listed.isNeeded ? '' : ' (optional)'}`}>
            {(tied) => <input {...tied} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />}
          </Field>
          <button type="submit">List its {many}</button>
        </form>
      )}
      {isAsked && (
        <Shown answer={answer} what={many}>
          {(found) => <Choices found={found} many={many} scopes={scopes} toggle={toggle} />}
        </Shown>
      )}
      {answer.kind === 'refused' && (
        <p class="buttons">
          <button type="button" onClick={again}>
            Ask again
          </button>
        </p>
      )}
    </div>
  );
}

function Choices({
  found: { scopes: found, more },
  many,
  scopes,
  toggle,
}: {
  found: Discovered;
  many: string;
  scopes: readonly string[];
  toggle: (scope: string) => void;
}) {
  const [filter, setFilter] = useState('');
  if (found.length === 0)
    return <p class="says">The credential sees no {many} of its own here. Name one below if it is public.</p>;
  const wanted = filter.toLowerCase();
  const fitting = found.filter(({ name, title }) => `${title} ${name}`.toLowerCase().includes(wanted));
  return (
    <>
      {found.length > FEW && (
        <Field label={`Search in ${found.length.toLocaleString('en')}${more ? ' and more' : ''}`}>
          {(tied) => (
            <input {...tied} type="search" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />
          )}
        </Field>
      )}
      <ul class="choose" aria-label={many}>
        {fitting.slice(0, SHOWN).map(({ id, name, title, scope }) => (
          <li key={id}>
            <label>
              <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
              <span>
                {title || name} {title && <small>{name}</small>}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {fitting.length === 0 && <p class="says">None is called so.</p>}
      {fitting.length > SHOWN && <p class="says">{fitting.length - SHOWN} more: search for them.</p>}
    </>
  );
}

function ByName({ plugin, connection, onAdd }: { plugin: Plugin; connection: string; onAdd: (scope: string) => void }) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const [isAsking, setAsking] = useState(false);
  const words = plugin.form?.scope;
  const source = plugin.name === connection ? plugin.name : `${plugin.name}@${connection}`;
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const name = typed.trim();
    if (name === '') return setWrong(`Write the name of a ${words?.one ?? 'scope'}.`);
    setAsking(true);
    setWrong(undefined);
    try {
      // The vendor knows whether there is such a thing; its answer is what the next step shows.
      const body = {
        scope: `${source}:${name}`,
        stream: usualStream(plugin),
        config: plugin.proposedScopeConfig ?? {},
      };
      await ask(Preview, '/preview', { method: 'POST', body });
      onAdd(`${source}:${name}`);
      setTyped('');
    } catch (cause) {
      setWrong(reasonOf(cause));
    }
    setAsking(false);
  };
  return (
    <form class="form row" onSubmit={add} noValidate>
      <Field
        label={`Or name a ${words?.one ?? 'scope'}`}
        error={wrong}
        hint={`${words?.example ?? ''}: ${words?.says ?? 'as the vendor calls it'}`}
      >
        {(tied) => <input {...tied} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />}
      </Field>
      <button type="submit" disabled={isAsking}>
        {isAsking ? 'Looking …' : 'Add'}
      </button>
    </form>
  );
}
