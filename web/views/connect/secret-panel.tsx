import { useRef, useState } from 'preact/hooks';
import { Checked, type Plugin } from '../../answers.ts';
import { ask, askRaw, flawsOf } from '../../ask.ts';
import { focusFlaw } from '../../parts/field.tsx';
import { Panel } from '../../parts/state.tsx';
import { CredentialFields, credentialOf } from './credential-fields.tsx';

/** Replaces the credential of a connection, and asks the vendor whether it takes the new one. */
export function SecretPanel({ name, plugin, isConfigured }: { name: string; plugin: Plugin; isConfigured: boolean }) {
  const form = useRef<HTMLFormElement>(null);
  const [parts, setParts] = useState<Readonly<Record<string, string>>>({});
  const [wrong, setWrong] = useState('');
  const [said, setSaid] = useState('');
  const refuse = (text: string): void => {
    setWrong(text);
    setSaid('');
    focusFlaw(form.current);
  };
  const replace = async (event: Event): Promise<void> => {
    event.preventDefault();
    const token = credentialOf(plugin, parts);
    if (token === '') return refuse('Write the new one.');
    const at = `/connections/${encodeURIComponent(name)}`;
    setWrong('');
    setSaid('Replacing …');
    try {
      if (!isConfigured) await askRaw(at, { method: 'PUT', body: { plugin: plugin.name, tokens: [] } });
      await askRaw(`${at}/secret`, { method: 'PUT', body: { token } });
      setParts({});
      const found = plugin.can.includes('check') ? await ask(Checked, `${at}/check`, { method: 'POST' }) : undefined;
      const bad = found?.credentials.find(({ ok }) => !ok);
      if (bad) return refuse(`It is kept, but refused: ${bad.reason}`);
      setSaid(`Replaced: ${plugin.title} takes it, and the next request uses it.`);
    } catch (cause) {
      refuse(Object.values(flawsOf(cause, [])).join(' '));
    }
  };
  return (
    <Panel title="Replace the credential">
      <form class="form" onSubmit={replace} noValidate ref={form}>
        <CredentialFields plugin={plugin} parts={parts} onChange={setParts} error={wrong || undefined} />
        <p class="buttons">
          <button type="submit">Replace it</button>
          <span role="status">{said}</span>
        </p>
      </form>
    </Panel>
  );
}
