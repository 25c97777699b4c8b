import { useRef, useState } from 'preact/hooks';
import { Checked, type Connection, Connections, type Plugin } from '../../answers.ts';
import { ask, askRaw, flawsOf } from '../../ask.ts';
import { Field, focusFlaw } from '../../parts/field.tsx';
import { shownOf, useAnswer } from '../../use-answer.ts';
import { CredentialFields, credentialOf } from './credential-fields.tsx';

const NEW = '';

/** How the vendor is reached: a connection that there is, or a new one; checked before the way goes on. */
export function AccessStep({ plugin, onDone }: { plugin: Plugin; onDone: (connection: string) => void }) {
  const [answer] = useAnswer('connections', (signal) => ask(Connections, '/connections?limit=200', { signal }));
  const all = shownOf(answer)?.connections;
  if (answer.kind === 'refused')
    return (
      <p class="refused" role="alert">
        {answer.reason}
      </p>
    );
  if (all === undefined) return <p class="waiting">Loading connections …</p>;
  return <AccessForm plugin={plugin} all={all} onDone={onDone} />;
}

function AccessForm({
  plugin,
  all,
  onDone,
}: {
  plugin: Plugin;
  all: readonly Connection[];
  onDone: (connection: string) => void;
}) {
  const own = all.filter((each) => each.plugin === plugin.name);
  const form = useRef<HTMLFormElement>(null);
  const [use, setUse] = useState(own[0]?.name ?? NEW);
  const [name, setName] = useState(freeName(plugin.name, all));
  const [baseUrl, setBaseUrl] = useState('');
  const [parts, setParts] = useState<Readonly<Record<string, string>>>({});
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [isAsking, setAsking] = useState(false);
  // What this form has made may be put right by it.
  const made = useRef<string | undefined>(undefined);

  const refuse = (flaws: Readonly<Record<string, string>>): void => {
    setWrong(flaws);
    setAsking(false);
    focusFlaw(form.current);
  };
  const connect = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wanted = use === NEW ? name.trim() : use;
    const flaws = use === NEW ? flawsBefore(plugin, { name: wanted, baseUrl, parts }, made.current, all) : {};
    if (Object.keys(flaws).length > 0) return refuse(flaws);
    setAsking(true);
    setWrong({});
    try {
      if (use === NEW) {
        const token = credentialOf(plugin, parts);
        const body = { plugin: plugin.name, tokens: [], ...(baseUrl.trim() && { baseUrl: baseUrl.trim() }) };
        await askRaw(`/connections/${encodeURIComponent(wanted)}`, { method: 'PUT', body });
        made.current = wanted;
        if (token)
          await askRaw(`/connections/${encodeURIComponent(wanted)}/secret`, { method: 'PUT', body: { token } });
      }
      const found = await checked(plugin, wanted);
      if (found) return refuse(use === NEW ? found : { '': Object.values(found).join(' ') });
      setParts({});
      onDone(wanted);
    } catch (cause) {
      refuse(flawsOf(cause, ['name', 'baseUrl']));
    }
  };
  return (
    <form class="form" onSubmit={connect} noValidate ref={form}>
      {own.length > 0 && (
        <fieldset class="radios">
          <legend>Connection</legend>
          {[...own.map((each) => each.name), NEW].map((each) => (
            <label key={each}>
              <input type="radio" name="use" checked={use === each} onChange={() => setUse(each)} />
              {each === NEW ? 'A new one' : `${each} (${addressOfConnection(plugin, own, each)})`}
            </label>
          ))}
        </fieldset>
      )}
      {use === NEW && (
        <>
          <Field
            label="Address"
            error={wrong.baseUrl}
            hint={
              plugin.baseUrl === null
                ? `Your own server, for example ${plugin.form?.baseUrlExample ?? 'https://host'}`
                : `Leave it empty for ${plugin.baseUrl}; your own server is written like ${plugin.form?.baseUrlExample ?? 'https://host'}`
            }
          >
            {(tied) => (
              <input
                {...tied}
                type="url"
                value={baseUrl}
                placeholder={plugin.baseUrl ?? plugin.form?.baseUrlExample}
                onInput={(event) => setBaseUrl(event.currentTarget.value)}
              />
            )}
          </Field>
          <CredentialFields plugin={plugin} parts={parts} onChange={setParts} error={wrong.credential} />
          <Field
            label="Name"
            error={wrong.name}
            hint="How Sluice calls this connection: a to z, 0 to 9 and -. Change it to connect a second account."
          >
            {(tied) => <input {...tied} value={name} onInput={(event) => setName(event.currentTarget.value)} />}
          </Field>
        </>
      )}
      <p class="buttons">
        <button type="submit" class="button" disabled={isAsking}>
          {isAsking ? 'Checking …' : 'Check and go on'}
        </button>
      </p>
      <p class="refused" role="alert">
        {wrong['']}
      </p>
    </form>
  );
}

/** The plugin's own name, or the first one with a number that is free. */
function freeName(plugin: string, all: readonly Connection[]): string {
  const taken = new Set(all.map(({ name }) => name));
  const names = [plugin, ...Array.from({ length: all.length + 1 }, (_, i) => `${plugin}-${i + 2}`)];
  return names.find((each) => !taken.has(each)) ?? plugin;
}

const addressOfConnection = (plugin: Plugin, own: readonly Connection[], name: string): string =>
  own.find((each) => each.name === name)?.baseUrl ?? plugin.baseUrl ?? '';

function flawsBefore(
  plugin: Plugin,
  { name, baseUrl, parts }: { name: string; baseUrl: string; parts: Readonly<Record<string, string>> },
  made: string | undefined,
  all: readonly Connection[],
): Readonly<Record<string, string>> {
  const missing = plugin.form?.credential.find((part) => !part.optional && !parts[part.name]?.trim());
  return {
    ...(plugin.baseUrl === null &&
      baseUrl.trim() === '' && {
        baseUrl: `Write where your ${plugin.title} is, such as ${plugin.form?.baseUrlExample}.`,
      }),
    ...(missing && { credential: `${missing.label} is missing.` }),
    ...(!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name) && { name: 'Use 1 to 32 of a to z, 0 to 9 and -.' }),
    ...(name !== made &&
      all.some((each) => each.name === name) && {
        name: `There is a connection “${name}” already: choose another name.`,
      }),
  };
}

/** What is wrong with a connection, by field; undefined: it is good, or its vendor cannot be asked. */
async function checked(plugin: Plugin, name: string): Promise<Readonly<Record<string, string>> | undefined> {
  if (!plugin.can.includes('check')) return undefined;
  const { credentials } = await ask(Checked, `/connections/${encodeURIComponent(name)}/check`, { method: 'POST' });
  const bad = credentials.find(({ ok }) => !ok);
  return bad && { [bad.field ?? '']: bad.reason };
}
