import { useEffect, useRef, useState } from 'preact/hooks';
import { Fields, type Plugin, Preview, type Property, type Sample } from '../answers.ts';
import { ask, flawsOf } from '../ask.ts';
import { Field } from '../parts/field.tsx';
import { shownOf, useAnswer } from '../use-answer.ts';
import {
  isWrittenAsJson,
  keysOf,
  type Mapping,
  readText,
  SAMPLE,
  streamsToTry,
  tellingFirst,
  textOf,
  usualStream,
} from './connect/mapping-form.ts';
import { Samples } from './connect/samples.tsx';

/** So many things are mapped, of which those that tell most are shown. */
const ASKED = 12;
/** So long nothing was typed until it is tried. */
const PAUSE = 500;

/** The mapping of a scope, and what it makes of the user's own data while it is typed. */
export function MappingEditor({
  plugin,
  connection,
  scope,
  mapping,
  onChange,
}: {
  plugin: Plugin;
  connection: string;
  scope: string;
  mapping: Mapping;
  onChange: (mapping: Mapping, isGood: boolean) => void;
}) {
  const [stream, setStream] = useState(usualStream(plugin));
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [unread, setUnread] = useState<Readonly<Record<string, string>>>({});
  const { samples, before, wrong, isAsking } = usePreview(scope, stream, mapping);
  const keys = keysOf(plugin);
  const namesFields = connection !== SAMPLE && plugin.can.includes('fields') && keys.some(([, { field }]) => field);
  const within = scope.slice(scope.indexOf(':') + 1);
  const fieldsAt = `/connections/${encodeURIComponent(connection)}/fields?scope=${encodeURIComponent(within)}`;
  const [fields] = useAnswer(namesFields ? fieldsAt : undefined, (signal) => ask(Fields, fieldsAt, { signal }));

  const write = (name: string, property: Property, text: string): void => {
    setTexts({ ...texts, [name]: text });
    try {
      const { [name]: _, ...others } = mapping;
      const value = readText(text, property, isWrittenAsJson(mapping[name], property));
      const { [name]: __, ...stillUnread } = unread;
      setUnread(stillUnread);
      onChange(value === undefined ? others : { ...others, [name]: value }, Object.keys(stillUnread).length === 0);
    } catch {
      setUnread({ ...unread, [name]: 'This is not JSON yet: look for a missing quote, comma or bracket.' });
      onChange(mapping, false);
    }
  };
  const flaws = { ...flawsOfRefusal(wrong, keys), ...unread };
  const shown = (name: string, property: Property): string => texts[name] ?? textOf(mapping[name], property);
  const used = keys.filter(([name]) => name in (plugin.proposedScopeConfig ?? {}) || name in mapping || name in texts);
  const first = used.length > 0 ? used : keys.slice(0, 6);
  const row = ([name, property]: readonly [string, Property]) => (
    <Key
      name={name}
      property={property}
      text={shown(name, property)}
      isJson={isWrittenAsJson(mapping[name], property)}
      error={flaws[name]}
      onWrite={(text) => write(name, property, text)}
      key={name}
    />
  );
  const others = keys.filter((each) => !first.includes(each));
  return (
    <div class="mapping">
      <div class="form">
        {keys.length === 0 && <p class="says">There is nothing to map: {plugin.title}’s words are few and fixed.</p>}
        {first.map(row)}
        {others.length > 0 && (
          <details open={others.some(([name]) => flaws[name])}>
            <summary>{others.length} more</summary>
            <div class="form">{others.map(row)}</div>
          </details>
        )}
        {namesFields && (
          <datalist id="vendor-fields">
            {(shownOf(fields)?.fields ?? []).map(({ id, name, type }) => (
              <option value={id} key={id}>
                {`${name} (${type})`}
              </option>
            ))}
          </datalist>
        )}
      </div>
      <div class="mapped">
        <Field label="Try it on">
          {(tied) => (
            <select {...tied} value={stream} onChange={(event) => setStream(event.currentTarget.value)}>
              {streamsToTry(plugin).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        <p class="refused" role="alert">
          {flaws['']}
        </p>
        <Samples
          samples={samples}
          before={before}
          vendor={plugin.title}
          scope={scope}
          isAsking={isAsking}
          isRefused={wrong !== undefined}
        />
      </div>
    </div>
  );
}

function Key({
  name,
  property,
  text,
  isJson,
  error,
  onWrite,
}: {
  name: string;
  property: Property;
  text: string;
  isJson: boolean;
  error: string | undefined;
  onWrite: (text: string) => void;
}) {
  const { title, description, enum: words, field, type } = property;
  const list = type === 'array' && !isJson ? ' Parted by commas.' : '';
  return (
    <Field label={title ?? name} error={error} hint={`${description ?? ''}${list}`}>
      {(tied) => {
        const given = { ...tied, value: text, spellcheck: false, 'data-key': name };
        if (words)
          return (
            <select {...tied} value={text} onChange={(event) => onWrite(event.currentTarget.value)}>
              {['', ...words.filter(Boolean)].map((word) => (
                <option value={word} key={word}>
                  {word || 'as usual'}
                </option>
              ))}
            </select>
          );
        return isJson ? (
          <textarea {...given} rows={6} onInput={(event) => onWrite(event.currentTarget.value)} />
        ) : (
          <input
            {...given}
            class="mono"
            list={field ? 'vendor-fields' : undefined}
            onInput={(event) => onWrite(event.currentTarget.value)}
          />
        );
      }}
    </Field>
  );
}

const flawsOfRefusal = (wrong: unknown, keys: readonly (readonly [string, Property])[]) =>
  wrong === undefined
    ? {}
    : flawsOf(
        wrong,
        keys.map(([name]) => name),
      );

interface Tried {
  readonly samples: readonly Sample[] | undefined;
  /** What the mapping made that was there when it was opened. */
  readonly before: readonly Sample[] | undefined;
  readonly wrong: unknown;
  readonly isAsking: boolean;
}

/** Tries a mapping a moment after it was changed; what was shown stays until the next answer. */
function usePreview(scope: string, stream: string, mapping: Mapping): Tried {
  const [tried, setTried] = useState<Tried & { readonly of: string }>({
    ...{ of: '', samples: undefined, before: undefined, wrong: undefined, isAsking: true },
  });
  const isFirst = useRef(true);
  const of = `${scope} ${stream}`;
  const config = JSON.stringify(mapping);
  useEffect(() => {
    const stop = new AbortController();
    const attempt = async (): Promise<void> => {
      setTried((before) => ({ ...before, isAsking: true }));
      try {
        const body = { scope, stream, config: mapping, limit: ASKED };
        const found = await ask(Preview, '/preview', { method: 'POST', body, signal: stop.signal });
        const samples = tellingFirst(found.samples);
        if (stop.signal.aborted) return;
        setTried((was) => ({
          ...{ of, samples, before: was.of === of ? (was.before ?? samples) : samples, wrong: undefined },
          isAsking: false,
        }));
      } catch (cause) {
        if (!stop.signal.aborted)
          setTried((was) => ({
            ...was,
            samples: was.of === of ? was.samples : undefined,
            wrong: cause,
            isAsking: false,
          }));
      }
    };
    const timer = setTimeout(attempt, isFirst.current ? 0 : PAUSE);
    isFirst.current = false;
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [of, config]);
  return tried;
}
