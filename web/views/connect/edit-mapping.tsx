import { useState } from 'preact/hooks';
import type * as z from 'zod';
import {
  type Connection,
  type Plugin,
  type ScopeConfigs,
  type Scopes,
  Started,
  type SyncedScope,
} from '../../answers.ts';
import { ask, reasonOf } from '../../ask.ts';
import { May, useMay } from '../../caller.tsx';
import { Json } from '../../parts/json.tsx';
import { Panel } from '../../parts/state.tsx';
import { addressOf, go } from '../../route.tsx';
import { MappingEditor } from '../mapping.tsx';
import { keepMapping } from './keep-mapping.ts';
import type { Mapping } from './mapping-form.ts';
import { labelOf } from './start-step.tsx';

/** Changes the mapping of a scope that was synced, and derives its records again. */
export function EditMapping({
  plugin,
  synced,
  configured,
  scopes,
  scopeConfigs,
  onKept,
}: {
  plugin: Plugin;
  synced: SyncedScope;
  configured: Connection | undefined;
  scopes: z.output<typeof Scopes>['scopes'];
  scopeConfigs: z.output<typeof ScopeConfigs>['scopeConfigs'];
  onKept: () => void;
}) {
  const { scope, connection, config } = synced;
  const named = scopes.find(({ name }) => name === scope)?.scopeConfig ?? configured?.scopeConfig;
  const kept = scopeConfigs.find(({ name }) => name === named)?.mapping;
  const start: Mapping = kept ?? config ?? plugin.proposedScopeConfig ?? {};
  const [mapping, setMapping] = useState(start);
  const [isGood, setGood] = useState(true);
  const [wrong, setWrong] = useState('');
  const others = scopes.filter((each) => each.scopeConfig === named && named !== undefined && each.name !== scope);
  const derive = async (): Promise<void> => {
    try {
      const name = named ?? labelOf(scope.replaceAll(/[:/@]+/g, '-'));
      await keepMapping({ plugin: plugin.name, name, mapping, scopes: [scope] });
      const body = { scopes: [scope, ...others.map((each) => each.name)], options: { from: 'extract' } };
      const { run } = await ask(Started, '/runs', { method: 'POST', body });
      onKept();
      go(addressOf('/', { run }));
    } catch (cause) {
      setWrong(reasonOf(cause));
    }
  };
  return (
    <Panel
      title={`What means what in ${/^\d+$/.test(synced.name) ? `${plugin.title} ${synced.name}` : synced.name}`}
      says="Keeping it derives every record again from what was collected; nothing is asked of the vendor."
      wide
    >
      {useMay('operator') ? (
        <MappingEditor
          plugin={plugin}
          connection={connection}
          scope={scope}
          mapping={mapping}
          onChange={(next, good) => {
            setMapping(next);
            setGood(good);
          }}
        />
      ) : (
        <Json value={start} label="Mapping" />
      )}
      <May as="operator" to="change the mapping">
        <p class="buttons">
          <button type="button" class="button" disabled={!isGood || mapping === start} onClick={derive}>
            Keep it and derive again
          </button>
          {others.length > 0 && (
            <span class="says">
              The same mapping is used by {others.length} more: {others.map(({ name }) => name).join(', ')}.
            </span>
          )}
        </p>
        <p class="refused" role="alert">
          {wrong}
        </p>
      </May>
    </Panel>
  );
}
