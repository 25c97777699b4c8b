import { join } from 'node:path';
import { RunReport } from '../../shared/contract/run.ts';
import { type GitHubProps, type GitHubServer, startGitHub } from './github/server.ts';
import { REPOSITORY } from './github/world.ts';
import { type Ended, inStore, type Running, sluice, startSluice, temporaryFolder } from './sluice.ts';

/** The scope that the small GitHub holds. */
export const SCOPE = `github:${REPOSITORY.name}`;

/** A token that the small GitHub takes, as everything else. */
export const TOKEN = 'ghp_e2eSecretOfTheOrchard0123456789';

/** A small GitHub, and an empty folder with a store that is synced from it. */
export interface Orchard extends AsyncDisposable {
  readonly github: GitHubServer;
  readonly folder: string;
  readonly store: string;
  /** The arguments of a sync. */
  readonly command: readonly string[];
  sync(...options: readonly string[]): Promise<Ended>;
  syncAs(environment: NodeJS.ProcessEnv, ...options: readonly string[]): Promise<Ended>;
  start(...options: readonly string[]): Running;
  /** Syncs, and reads the report. */
  report(...options: readonly string[]): Promise<RunReport>;
  /** Calls another command on the store. */
  call(command: string, ...given: readonly string[]): Promise<Ended>;
}

/** Plants an orchard, which is removed when the block that holds it ends. */
export async function plant(props: GitHubProps = {}): Promise<Orchard> {
  const github = await startGitHub(props);
  const folder = temporaryFolder();
  const store = join(folder.path, 'store');
  const command = ['sync', SCOPE, '--base-url', github.url, '--store', store];
  const environment = { GITHUB_TOKEN: TOKEN };
  const sync = (...options: readonly string[]) => sluice([...command, ...options], environment);
  return {
    github,
    folder: folder.path,
    store,
    command,
    sync,
    syncAs: (given, ...options) => sluice([...command, ...options], given),
    start: (...options) => startSluice([...command, ...options], environment),
    report: async (...options) => reportOf(await sync('--json', ...options)),
    call: (name, ...given) => sluice([name, ...given, '--store', store]),
    [Symbol.asyncDispose]: async () => {
      await github.close();
      folder[Symbol.dispose]();
    },
  };
}

/** The report that a sync printed as JSON. */
export const reportOf = ({ out }: Ended): RunReport => RunReport.parse(JSON.parse(out));

/** A number of the report, summed over all streams. */
export const sumOf = (report: RunReport, count: 'written' | 'unchanged' | 'requests' | 'notModified'): number =>
  Object.values(report.totals.streams).reduce((sum, counts) => sum + counts[count], 0);

/** The ids of the rows of a table that a run wrote. */
export const writtenBy = (store: string, table: string, run: string): Promise<readonly string[]> =>
  inStore(store, async ({ domain }) => {
    const found: string[] = [];
    for await (const item of domain.scan())
      if (item.pk.startsWith(`${table}|`) && item.run === run) found.push(decodeURIComponent(item.sk));
    return found.sort();
  });
