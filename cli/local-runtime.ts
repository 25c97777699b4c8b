import { type FindConnection, settingsOf, storedConnections } from '../shared/config/stored-connections.ts';
import { storedMapping } from '../shared/config/stored-mapping.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { createVendor } from '../shared/http/vendor-client.ts';
import { lakeOf } from '../shared/lake/lake-of.ts';
import { noteReplaced } from '../shared/lake/replaced.ts';
import type { Store } from '../shared/local/open-store.ts';
import type { LocalPorts } from '../shared/local/run-locally.ts';
import { systemChance, systemClock } from '../shared/local/system-clock.ts';
import type { PlanPorts } from '../shared/pipeline/plan.ts';
import type { PublishPort, SettingsPort, TablePort, VendorPort } from '../shared/pipeline/ports.ts';
import { plugins } from '../shared/plugins/index.ts';
import { localTokens } from './local-tokens.ts';
import { openUpgraded } from './open-upgraded.ts';
import { spareMemory } from './spare-memory.ts';
import { ownUrlFrom } from './tokens.ts';

/** What a laptop's runs work with. */
export interface LocalRuntime {
  /** The folder of the store. */
  readonly store: string;
  readonly ports: LocalPorts & PlanPorts;
  close(): Promise<void>;
}

/** How connections are found and asked. */
export interface Connections {
  /** Of every connection; without it, each has the one that the environment names, or the vendor's own. */
  readonly baseUrl?: string | undefined;
  /** Base URLs of connections that were used before, by `plugin/name`. */
  readonly used?: ReadonlyMap<string, string> | undefined;
  /** Where connections are configured; without it there is only the environment. */
  readonly table?: TablePort | undefined;
  /** How long what was read of them is believed. @default 1,000 */
  readonly keptMilliseconds?: number;
}

/** The vendors over HTTP, with tokens and addresses as they are configured in the store, and from the environment. */
export function openVendors({ baseUrl, used, table, keptMilliseconds = KEPT_MILLISECONDS }: Connections) {
  const find: FindConnection = table
    ? storedConnections({ table, clock: systemClock }, keptMilliseconds)
    : async () => undefined;
  const client = (allowPrivateHosts: boolean) =>
    createVendor({
      secrets: async (at) => localTokens(process.env, at, await find(at)),
      plugins,
      allowPrivateHosts,
      userAgent: 'sluice',
    });
  const [guarded, open] = [client(false), client(true)];
  const vendor: VendorPort = {
    // Whoever names a base URL means that host, be it in the company's network.
    ask: (question) => (question.connection.baseUrl === question.plugin.baseUrl ? guarded : open).ask(question),
    tokens: guarded.tokens,
  };
  const settings: SettingsPort = {
    connection: async (plugin, name) => {
      const at = { plugin, name };
      const stored = await find(at);
      const url = baseUrl ?? used?.get(`${plugin}/${name}`) ?? ownUrlFrom(process.env, at, stored);
      return { ...settingsOf(stored), ...(url !== undefined && { baseUrl: readBaseUrl(url) }) };
    },
  };
  return {
    ports: { plugins, vendor, settings, clock: systemClock, chance: systemChance },
    close: async () => {
      await Promise.all([guarded.close(), open.close()]);
    },
  };
}

/** What is configured anew is used at the next second. */
const KEPT_MILLISECONDS = 1_000;

/** Everything in one process: the store in a folder, upgraded where an older Sluice wrote it, and the vendors. */
export async function openLocalRuntime(given: Connections & { readonly store: string }): Promise<LocalRuntime> {
  spareMemory();
  const store = await openUpgraded(given.store, 'write');
  const vendors = openVendors({ ...given, table: store.control });
  return {
    store: given.store,
    ports: {
      ...vendors.ports,
      mapping: storedMapping({ table: store.control, clock: systemClock }),
      table: store.control,
      domain: store.domain,
      objects: store.objects,
      lake: lakeIn(store),
      // The store's lock tells: no other process is alive.
      isDead: () => true,
    },
    close: async () => {
      await vendors.close();
      store.close();
    },
  };
}

/** The store's Parquet files, as a run publishes them; a question removes what was replaced when nobody reads it any more. */
function lakeIn({ control: table, domain, objects, lake, versionOf }: Store): PublishPort {
  const onReplaced = (keys: readonly string[]) => noteReplaced(table, keys, systemClock.now());
  return lakeOf({ table, domain, objects, lake, versionOf, onReplaced });
}

/** Checks a base URL. @throws InvalidInputError */
export function readBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search || url.hash)
    throw new InvalidInputError(`"${text}" is no base URL; write https://host/path without a query`);
  if (url.username || url.password)
    throw new InvalidInputError('the base URL holds a credential; put it into the environment (GITHUB_TOKEN) instead');
  return text.replace(/\/+$/, '');
}

/** The connection's name where the user gives none: the plugin's for the vendor's own cloud, else the host's. */
export function connectionName(plugin: string, baseUrl: string | undefined): string {
  if (baseUrl === undefined) return plugin;
  const host = new URL(baseUrl).hostname.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-');
  return host.replaceAll(/^-+|-+$/g, '').slice(0, 32) || plugin;
}
