import * as z from 'zod';
import { listApiKeys } from '../../shared/api/auth/api-keys.ts';
import { apiClient } from '../../shared/http/api-client.ts';
import type { Store } from '../../shared/local/open-store.ts';
import { listRuns } from '../../shared/pipeline/list-runs.ts';
import { scopesOf } from '../../shared/pipeline/read-data.ts';
import type { HomeOptions } from '../config/config-home.ts';
import { openExisting } from '../open-existing.ts';
import { targetOf } from '../target.ts';
import type { Candidate } from './candidates.ts';

const Runs = z.object({
  runs: z.array(z.object({ run: z.string(), state: z.string(), scopes: z.array(z.object({ name: z.string() })) })),
});
const Keys = z.object({ keys: z.array(z.object({ id: z.string(), name: z.string() })) });

/** The latest runs. */
export const runsOf = (home: HomeOptions, limit: number): Promise<readonly Candidate[]> =>
  hereOrThere(
    home,
    async (json) => Runs.parse(await json(`/runs?limit=${limit}`)).runs,
    async ({ control }) => (await listRuns(control, { limit })).runs,
  ).then((runs) =>
    runs.map(({ run, state, scopes }) => ({
      value: run,
      description: `${state} ${scopes.map(({ name }) => name).join(' ')}`,
    })),
  );

/** The keys of the API. */
export const keysOf = (home: HomeOptions): Promise<readonly Candidate[]> =>
  hereOrThere(
    home,
    async (json) => Keys.parse(await json('/keys')).keys,
    ({ control }) => listApiKeys(control),
  ).then((keys) => keys.map(({ id, name }) => ({ value: id, description: name })));

/** The scopes that were synced here, as a sync takes them; a deployed Sluice is not asked. */
export const syncedScopes = (home: HomeOptions): Promise<readonly string[]> =>
  hereOrThere(
    home,
    async () => [],
    async ({ control }) =>
      (await scopesOf(control)).map(({ plugin, connection, name }) =>
        connection === plugin ? `${plugin}:${name}` : `${plugin}@${connection}:${name}`,
      ),
  );

async function hereOrThere<T>(
  home: HomeOptions,
  there: (json: (path: string) => Promise<unknown>) => Promise<readonly T[]>,
  here: (store: Store) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const target = targetOf(home, process.env);
  if (target) {
    const call = apiClient(target);
    return there(async (path) => (await call({ path })).json());
  }
  const store = await openExisting(home.store);
  try {
    return store ? await here(store) : [];
  } finally {
    store?.close();
  }
}
