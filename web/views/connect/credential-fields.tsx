import type { Plugin } from '../../answers.ts';
import { Field } from '../../parts/field.tsx';

const OTHER = [{ name: 'token', label: 'Credential', secret: true, optional: true }];

const partsOf = ({ form }: Plugin) => form?.credential ?? OTHER;

/** A credential as the vendor takes it; '' when none is given. */
export const credentialOf = (plugin: Plugin, parts: Readonly<Record<string, string>>): string =>
  partsOf(plugin)
    .flatMap(({ name }) => parts[name]?.trim() || [])
    .join(':');

/** The parts of a credential, as the vendor's own pages call them. */
export function CredentialFields({
  plugin,
  parts,
  onChange,
  error,
}: {
  plugin: Plugin;
  parts: Readonly<Record<string, string>>;
  onChange: (parts: Readonly<Record<string, string>>) => void;
  error: string | undefined;
}) {
  const all = partsOf(plugin);
  return (
    <>
      {all.map(({ name, label, secret }, i) => {
        const isLast = i === all.length - 1;
        const says = [plugin.form?.credentialSays, plugin.form?.anonymous].filter(Boolean).join(' ');
        return (
          <Field
            label={label}
            key={name}
            {...(isLast && { hint: `${says} It is kept where only Sluice reads it; nothing shows it again.`, error })}
          >
            {(tied) => {
              const value = parts[name] ?? '';
              const write = (text: string): void => onChange({ ...parts, [name]: text });
              return secret ? (
                <input
                  {...tied}
                  type="password"
                  autocomplete="off"
                  value={value}
                  onInput={(event) => write(event.currentTarget.value)}
                />
              ) : (
                <input
                  {...tied}
                  autocomplete="off"
                  spellcheck={false}
                  value={value}
                  onInput={(event) => write(event.currentTarget.value)}
                />
              );
            }}
          </Field>
        );
      })}
    </>
  );
}
