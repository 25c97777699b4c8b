import { useState } from 'preact/hooks';
import type * as z from 'zod';
import type { Blueprint, Projects, ScopeConfigs, Scopes, SyncedScope } from '../../answers.ts';
import { askRaw, reasonOf } from '../../ask.ts';
import { AskFirst } from '../../parts/ask-first.tsx';
import { Panel } from '../../parts/state.tsx';
import { go } from '../../route.tsx';

/** What goes with a connection. */
interface Given {
  readonly name: string;
  readonly own: readonly SyncedScope[];
  readonly scopes: z.output<typeof Scopes>['scopes'];
  readonly scopeConfigs: z.output<typeof ScopeConfigs>['scopeConfigs'];
  readonly blueprints: readonly Blueprint[];
  readonly projects: z.output<typeof Projects>['projects'];
}

/** Removes a connection; says before what goes with it, and what stays. */
export function DeletePanel(given: Given) {
  const { name, own } = given;
  const [isAsking, setAsking] = useState(false);
  const [wrong, setWrong] = useState('');
  const { gone, changed } = consequencesOf(given);
  const remove = async (): Promise<void> => {
    try {
      // Whatever names them: that was said before.
      for (const path of [...gone.map(({ path: each }) => each), `/connections/${encodeURIComponent(name)}`])
        await askRaw(`${path}?anyway=true`, { method: 'DELETE' });
      go('/connect');
    } catch (cause) {
      setWrong(reasonOf(cause));
      setAsking(false);
    }
  };
  return (
    <Panel title="Remove this connection" says="It is asked nothing any more. What was collected stays." wide>
      <button type="button" class="danger" onClick={() => setAsking(true)}>
        Remove {name} …
      </button>
      <p class="refused" role="alert">
        {wrong}
      </p>
      {isAsking && (
        <AskFirst
          title={`Remove the connection “${name}”?`}
          yes={`Remove ${name}`}
          onYes={remove}
          onNo={() => setAsking(false)}
        >
          <p>With it goes:</p>
          <ul>
            <li>how it is reached, and the reference to its credential</li>
            {gone.map(({ path, says }) => (
              <li key={path}>{says}</li>
            ))}
          </ul>
          {changed.length > 0 && (
            <p>
              Its scopes stay named in {changed.join(', ')}: a sync of these will say that the connection is missing.
            </p>
          )}
          <p>
            {own.length === 0
              ? 'Nothing was collected over it.'
              : `What was collected of ${own.length === 1 ? own[0]?.name : `${own.length} scopes`} stays, with its charts.`}
          </p>
        </AskFirst>
      )}
    </Panel>
  );
}

/** What is of no use without the connection, and what names it beside others. */
function consequencesOf({ name, scopes, scopeConfigs, blueprints, projects }: Given) {
  const isOwn = (scope: string): boolean => {
    const [source = ''] = scope.split(':', 1);
    return source === name || source.endsWith(`@${name}`);
  };
  const scopesOf = ({ project, scopes: own }: Blueprint): readonly string[] =>
    own ?? projects.find((each) => each.name === project)?.scopes ?? [];
  const ownScopes = scopes.filter((each) => isOwn(each.name));
  const ownConfigs = scopeConfigs.filter(
    (config) =>
      ownScopes.some(({ scopeConfig }) => scopeConfig === config.name) &&
      !scopes.some((each) => each.scopeConfig === config.name && !isOwn(each.name)),
  );
  const ownBlueprints = blueprints.filter((each) => scopesOf(each).length > 0 && scopesOf(each).every(isOwn));
  const otherBlueprints = blueprints.filter((each) => !ownBlueprints.includes(each) && scopesOf(each).some(isOwn));
  const at = (kind: string, of: string): string => `/${kind}/${encodeURIComponent(of)}`;
  return {
    gone: [
      ...ownBlueprints.map((each) => ({ path: at('blueprints', each.name), says: `the schedule “${each.name}”` })),
      ...ownScopes.map((each) => ({ path: at('scopes', each.name), says: `which mapping ${each.name} has` })),
      ...ownConfigs.map((each) => ({ path: at('scope-configs', each.name), says: `the mapping “${each.name}”` })),
    ],
    changed: [
      ...otherBlueprints.map((each) => `the schedule “${each.name}”`),
      ...projects.filter((each) => each.scopes.some(isOwn)).map((each) => `the product “${each.name}”`),
    ],
  };
}
