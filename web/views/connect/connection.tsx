import { useState } from 'preact/hooks';
import {
  Blueprints,
  Checked,
  Connections,
  type Plugin,
  Plugins,
  Projects,
  ScopeConfigs,
  Scopes,
  type SyncedScope,
  SyncedScopes,
} from '../../answers.ts';
import { ask, reasonOf } from '../../ask.ts';
import { May } from '../../caller.tsx';
import { Empty, Panel, Shown } from '../../parts/state.tsx';
import { addressOf, Link } from '../../route.tsx';
import { useAnswer } from '../../use-answer.ts';
import { DeletePanel } from './delete-panel.tsx';
import { EditMapping } from './edit-mapping.tsx';
import { SAMPLE } from './mapping-form.ts';
import { SecretPanel } from './secret-panel.tsx';

/** One connection: check it, replace its credential, change its mappings, remove it. */
export function OneConnection({ name, scope }: { name: string; scope: string | undefined }) {
  const [answer, again] = useAnswer(`connection ${name} ${scope}`, async (signal) => {
    const { plugins } = await ask(Plugins, '/plugins', { signal });
    const { connections } = await ask(Connections, '/connections?limit=200', { signal });
    const { scopes: synced } = await ask(SyncedScopes, '/synced-scopes', { signal });
    const { scopes } = await ask(Scopes, '/scopes?limit=200', { signal });
    const { scopeConfigs } = await ask(ScopeConfigs, '/scope-configs?limit=200', { signal });
    const { blueprints } = await ask(Blueprints, '/blueprints?limit=200', { signal });
    const { projects } = await ask(Projects, '/projects?limit=200', { signal });
    const all = synced.filter(({ connection }) => connection === name);
    const configured = connections.find((each) => each.name === name);
    const of = configured?.plugin ?? (all.find((each) => each.scope === scope) ?? all[0])?.plugin;
    const own = all.filter((each) => each.plugin === of);
    const plugin = plugins.find((each) => each.name === of);
    return { plugin, configured, own, scopes, scopeConfigs, blueprints, projects };
  });
  return (
    <div class="panels">
      <p class="wide">
        <Link to="/connect">← All connections</Link>
      </p>
      <Shown answer={answer} what="the connection">
        {(found) =>
          found.plugin === undefined ? (
            <Empty title={`There is no connection “${name}”`}>
              <Link to="/connect">See all of them</Link>
            </Empty>
          ) : (
            <div class="panels">
              {name !== SAMPLE && (
                <>
                  <Panel
                    title={name}
                    says={`${found.plugin.title} at ${found.configured?.baseUrl ?? found.plugin.baseUrl ?? 'an address of the environment'}`}
                  >
                    <CheckNow name={name} plugin={found.plugin} />
                    <h3>Synced</h3>
                    <ScopeList name={name} own={found.own} chosen={scope} />
                  </Panel>
                  <May as="admin">
                    <SecretPanel name={name} plugin={found.plugin} isConfigured={found.configured !== undefined} />
                  </May>
                </>
              )}
              <Mappings {...found} plugin={found.plugin} scope={scope} onKept={again} />
              {found.configured && (
                <May as="admin">
                  <DeletePanel name={name} {...found} />
                </May>
              )}
            </div>
          )
        }
      </Shown>
    </div>
  );
}

function CheckNow({ name, plugin }: { name: string; plugin: Plugin }) {
  const [said, setSaid] = useState<{ readonly good: boolean; readonly text: string } | undefined>(undefined);
  const check = async (): Promise<void> => {
    setSaid({ good: true, text: 'Asking …' });
    try {
      const { credentials } = await ask(Checked, `/connections/${encodeURIComponent(name)}/check`, { method: 'POST' });
      const bad = credentials.filter(({ ok }) => !ok);
      setSaid(
        bad.length > 0
          ? { good: false, text: bad.map(({ reason }) => reason).join(' ') }
          : { good: true, text: `${plugin.title} answers and takes the credential.` },
      );
    } catch (cause) {
      setSaid({ good: false, text: reasonOf(cause) });
    }
  };
  if (!plugin.can.includes('check')) return null;
  return (
    <May as="operator" to="check it">
      <p class="buttons">
        <button type="button" onClick={check}>
          Check it now
        </button>
        <span role="status" class={said?.good === false ? 'refused' : ''}>
          {said?.text}
        </span>
      </p>
    </May>
  );
}

function ScopeList({ name, own, chosen }: { name: string; own: readonly SyncedScope[]; chosen: string | undefined }) {
  if (own.length === 0)
    return (
      <Empty title="Nothing of it was synced yet">
        <Link to="/connect?new=1">Choose what to sync.</Link>
      </Empty>
    );
  return (
    <ul class="plain">
      {own.map(({ key, name: of, scope }) => (
        <li key={key}>
          <Link to={addressOf('/connect', { connection: name, scope })} current={scope === (chosen ?? own[0]?.scope)}>
            {of}
          </Link>
        </li>
      ))}
    </ul>
  );
}

type Found = Parameters<typeof EditMapping>[0];

function Mappings({
  own,
  scope,
  ...given
}: Omit<Found, 'synced'> & { readonly own: readonly SyncedScope[]; readonly scope: string | undefined }) {
  const synced = own.find((each) => each.scope === scope) ?? own[0];
  if (!synced) return null;
  return <EditMapping {...given} synced={synced} key={synced.key} />;
}
