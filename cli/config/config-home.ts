import { type ConfigStore, configStore } from '../../shared/config/config-store.ts';
import { HeldError } from '../../shared/errors.ts';
import { apiClient } from '../../shared/http/api-client.ts';
import { openStore, type Store } from '../../shared/local/open-store.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { enrichOne } from '../../shared/pipeline/enrich.ts';
import { type LastRun, lastRuns } from '../../shared/pipeline/last-start.ts';
import { deriveNext } from '../../shared/pipeline/projects.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { openExisting } from '../open-existing.ts';
import { openUpgraded } from '../open-upgraded.ts';
import { type TargetOptions, targetOf } from '../target.ts';
import { remoteConfig, remoteLastRuns } from './remote-config.ts';

/** Where configuration is kept, and what is done when it changes. */
export interface ConfigHome {
  readonly store: ConfigStore;
  /** For a person: `.sluice`, `https://…`. */
  readonly where: string;
  /** Derives what depends on these projects; false: somebody else works in the store, and the next run does it. */
  derive(projects: readonly string[]): Promise<boolean>;
  /** What blueprints started last, by name. */
  lastRuns(): Promise<ReadonlyMap<string, LastRun>>;
  close(): void;
}

/** Which home is meant. */
export interface HomeOptions extends TargetOptions {
  readonly store: string;
}

/** Opens the configuration of a deployed Sluice, or of the local store; who reads a store that is not there finds nothing. */
export async function openConfigHome(given: HomeOptions, access: 'read' | 'write'): Promise<ConfigHome> {
  const target = targetOf(given, process.env);
  if (target) {
    const call = apiClient(target);
    return {
      store: remoteConfig(call),
      where: target.endpoint,
      derive: async () => true,
      lastRuns: () => remoteLastRuns(call),
      close: () => {},
    };
  }
  const opened = access === 'read' ? await openToRead(given.store) : await openToWrite(given.store);
  return {
    store: opened ? configStore({ table: opened.store.control, clock: systemClock }) : NO_STORE,
    where: given.store,
    derive: async (projects) => {
      if (!opened) return true;
      if (!opened.isAlone) for (const name of projects) await deriveNext(opened.store.control, name);
      if (!opened.isAlone) return projects.length === 0;
      const { control: table, domain, objects } = opened.store;
      for (const of of projects)
        await enrichOne({ plugins, table, domain, objects, clock: systemClock }, { what: 'project', of }, 'by-hand');
      return true;
    },
    lastRuns: async () => (opened ? lastRuns(opened.store.control) : new Map<string, LastRun>()),
    close: () => opened?.store.close(),
  };
}

interface Opened {
  readonly store: Store;
  readonly isAlone: boolean;
}

async function openToRead(folder: string): Promise<Opened | undefined> {
  const store = await openExisting(folder);
  return store && { store, isAlone: false };
}

/** Rows are changed on condition, so a sync or a server that works in the store is no hindrance. */
async function openToWrite(folder: string): Promise<Opened> {
  try {
    return { store: await openUpgraded(folder, 'write'), isAlone: true };
  } catch (cause) {
    if (!(cause instanceof HeldError)) throw cause;
    return { store: openStore(folder, 'beside'), isAlone: false };
  }
}

/** Before the first sync nothing is configured. */
const NO_STORE: ConfigStore = configStore({
  table: {
    get: async () => undefined,
    getMany: async () => [],
    query: async () => ({ items: [] }),
    transact: async () => 'refused',
    writeMany: async () => {},
    scan: async function* () {},
  },
  clock: systemClock,
});
