import { Blueprints, Connections, type SyncedScope, SyncedScopes } from '../answers.ts';
import { ask } from '../ask.ts';
import { May } from '../caller.tsx';
import { Rows } from '../parts/rows.tsx';
import { Empty, Panel, Shown } from '../parts/state.tsx';
import { addressOf, Link } from '../route.tsx';
import { useAnswer } from '../use-answer.ts';
import { OneConnection } from './connect/connection.tsx';
import { ScheduleList } from './connect/schedule-list.tsx';
import { Wizard } from './connect/wizard.tsx';

/** What is connected, and the guided way to connect more. */
export function Connect({ query }: { query: Readonly<Record<string, string>> }) {
  if (query.connection !== undefined)
    return <OneConnection name={query.connection} scope={query.scope} key={query.connection} />;
  return query.new === undefined ? <Overview /> : <Guided />;
}

function Guided() {
  return (
    <div class="panels">
      <p class="wide">
        <Link to="/connect">← All connections</Link>
      </p>
      <Panel title="Connect a source" wide>
        <May as="admin" to="connect a source">
          <Wizard />
        </May>
      </Panel>
    </div>
  );
}

interface Known {
  readonly name: string;
  readonly plugin: string;
  readonly baseUrl: string;
  readonly scopes: readonly string[];
  /** The first of them, as runs take it. */
  readonly first: string | undefined;
}

function Overview() {
  const [answer, lookAgain] = useAnswer('connected', async (signal) => {
    const { connections } = await ask(Connections, '/connections?limit=200', { signal });
    const { scopes } = await ask(SyncedScopes, '/synced-scopes', { signal });
    const { blueprints } = await ask(Blueprints, '/blueprints?limit=200', { signal });
    return { known: knownOf(connections, scopes), blueprints };
  });
  return (
    <div class="panels">
      <Shown answer={answer} what="connections">
        {({ known, blueprints }) =>
          known.length === 0 ? (
            <Panel title="Connect a source" wide>
              <May as="admin" to="connect a source">
                <Wizard />
              </May>
            </Panel>
          ) : (
            <div class="panels">
              <Panel title="Connections" wide>
                <ConnectionRows known={known} />
                <May as="admin" to="connect a source">
                  <p class="buttons">
                    <Link to="/connect?new=1" class="button">
                      Connect another source
                    </Link>
                  </p>
                </May>
              </Panel>
              <Panel title="Schedules" wide>
                {blueprints.length === 0 ? (
                  <Empty title="Nothing is synced by itself">
                    A schedule is set when a source is connected, or in sluice.yaml.
                  </Empty>
                ) : (
                  <ScheduleList blueprints={blueprints} onChange={lookAgain} />
                )}
              </Panel>
            </div>
          )
        }
      </Shown>
    </div>
  );
}

function ConnectionRows({ known }: { known: readonly Known[] }) {
  return (
    <Rows
      label="Connections"
      rows={known}
      keyOf={({ plugin, name }) => `${plugin} ${name}`}
      columns={[
        {
          title: 'connection',
          cell: ({ name, first }) => <Link to={addressOf('/connect', { connection: name, scope: first })}>{name}</Link>,
        },
        { title: 'source', cell: ({ plugin }) => plugin },
        { title: 'address', cell: ({ baseUrl }) => baseUrl || 'the vendor’s cloud' },
        {
          title: 'synced',
          cell: ({ scopes }) =>
            scopes.length === 0
              ? 'nothing yet'
              : scopes.length > 4
                ? `${scopes.slice(0, 4).join(', ')} and ${scopes.length - 4} more`
                : scopes.join(', '),
        },
      ]}
    />
  );
}

/** Those that are configured, and those that were synced with settings of the environment. */
function knownOf(
  connections: readonly { readonly name: string; readonly plugin: string; readonly baseUrl?: string | undefined }[],
  scopes: readonly SyncedScope[],
): readonly Known[] {
  const all = new Map(
    [...scopes.map(({ connection: name, plugin }) => ({ name, plugin, baseUrl: '' })), ...connections].map((each) => [
      `${each.plugin} ${each.name}`,
      each,
    ]),
  );
  return [...all.values()].map(({ name, plugin, baseUrl = '' }) => {
    const own = scopes.filter((each) => each.connection === name && each.plugin === plugin);
    return { name, plugin, baseUrl, scopes: own.map((each) => each.name), first: own[0]?.scope };
  });
}
