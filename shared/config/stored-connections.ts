import type { ClockPort, ConnectionSettings, SettingsPort, TablePort } from '../pipeline/ports.ts';
import { configStore } from './config-store.ts';
import { type Connection, connections } from './resources.ts';
import { secretPlace } from './secret-reference.ts';

/** Whose connection is meant. */
export interface ConnectionName {
  readonly plugin: string;
  readonly name: string;
}

/** Finds a connection that a user configured; none, where its name belongs to another plugin. */
export type FindConnection = (at: ConnectionName) => Promise<Connection | undefined>;

/** Reads connections from the table; each again only after so many milliseconds. */
export function storedConnections(
  { table, clock }: { readonly table: TablePort; readonly clock: ClockPort },
  keptMilliseconds: number,
): FindConnection {
  const store = configStore({ table, clock });
  const kept = new Map<string, { readonly until: number; readonly found: Promise<Connection | undefined> }>();
  return async ({ plugin, name }) => {
    const known = kept.get(name);
    const fresh = known && known.until > clock.now() ? known : undefined;
    const found = fresh?.found ?? store.find(connections, name);
    if (!fresh) kept.set(name, { until: clock.now() + keptMilliseconds, found });
    // A failure is not kept.
    found.catch(() => kept.delete(name));
    const connection = await found;
    return connection?.plugin === plugin ? connection : undefined;
  };
}

/** What a secret of AWS holds: tokens, and the settings of a connection that is not configured otherwise. */
export interface HeldSecret extends ConnectionSettings {
  readonly tokens: readonly string[];
}

/** What deployed connections are made of. */
export interface DeployedProps {
  readonly table: TablePort;
  readonly clock: ClockPort;
  /** Reads a secret of AWS Secrets Manager by its whole name. */
  readonly secret: (name: string) => Promise<HeldSecret>;
  /** The secret of a connection that names none is called so, and as the connection. */
  readonly prefix: string;
  /** How long what was read is believed. @default 60,000, as a secret: what is configured anew is used after a minute */
  readonly keptMilliseconds?: number;
}

const KEPT_MILLISECONDS = 60_000;

/** The credentials and settings of connections in AWS: as they are configured, or else as their secret says. */
export function deployedConnections({
  table,
  clock,
  secret,
  prefix,
  keptMilliseconds = KEPT_MILLISECONDS,
}: DeployedProps) {
  const find = storedConnections({ table, clock }, keptMilliseconds);
  const secrets = async (at: ConnectionName): Promise<readonly string[]> => {
    const places = ((await find(at))?.tokens ?? []).flatMap((each) => secretPlace(each) ?? []);
    // What a laptop has in its environment or in a file has its place here in the secret that is called as the connection.
    const names = places.filter(({ kind }) => kind === 'secret').map(({ name }) => name);
    const used = names.length > 0 ? names : [`${prefix}${at.name}`];
    return (await Promise.all(used.map(async (name) => (await secret(name)).tokens))).flat();
  };
  const settings: SettingsPort = {
    connection: async (plugin, name) => {
      const found = await find({ plugin, name });
      const { baseUrl, share } = found?.baseUrl === undefined ? await secret(`${prefix}${name}`) : {};
      return { ...(baseUrl !== undefined && { baseUrl }), ...(share !== undefined && { share }), ...settingsOf(found) };
    },
  };
  return { secrets, settings };
}

/** What a configured connection says besides its credentials. */
export const settingsOf = (connection: Connection | undefined): ConnectionSettings => ({
  ...(connection?.baseUrl !== undefined && { baseUrl: connection.baseUrl }),
  ...(connection?.share !== undefined && { share: connection.share }),
});
