import type { ClockPort, TablePort } from '../pipeline/ports.ts';
import { configStore } from './config-store.ts';
import { sourceOf } from './configured.ts';
import { connections, scopeConfigs, scopes } from './resources.ts';

/** The mapping of a scope as it is configured; undefined where nothing is: then it keeps the one that it has. */
export type FindMapping = (at: {
  readonly plugin: string;
  readonly connection: string;
  readonly name: string;
}) => Promise<unknown>;

/** Reads mappings from the table: the one that the scope names, or its connection. */
export function storedMapping(ports: { readonly table: TablePort; readonly clock: ClockPort }): FindMapping {
  const store = configStore(ports);
  return async ({ plugin, connection, name }) => {
    const found = (await store.list(scopes)).find((scope) => {
      const source = sourceOf(scope.name);
      const own = scope.name.slice(scope.name.indexOf(':') + 1);
      return source.plugin === plugin && source.connection === connection && own.toLowerCase() === name.toLowerCase();
    });
    const general = await store.find(connections, connection);
    const config = found?.scopeConfig ?? (general?.plugin === plugin ? general.scopeConfig : undefined);
    const mapping = config === undefined ? undefined : await store.find(scopeConfigs, config);
    return mapping?.plugin === plugin ? mapping.mapping : undefined;
  };
}
