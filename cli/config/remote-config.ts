import * as z from 'zod';
import type { ConfigStore, Stored } from '../../shared/config/config-store.ts';
import type { Named, ResourceKind } from '../../shared/config/resources.ts';
import { RunState } from '../../shared/contract/run.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { ApiClient } from '../../shared/http/api-client.ts';
import { type LastRun, LastStart } from '../../shared/pipeline/last-start.ts';

const Versions = z.object({ revision: z.int().min(1), updatedAt: z.string() });
const MOST = 200;

/** What a user configured in a deployed Sluice, over its API. */
export function remoteConfig(call: ApiClient): ConfigStore {
  const pathOf = <T extends Named>(kind: ResourceKind<T>, name: string) => `/${kind.path}/${encodeURIComponent(name)}`;
  const get: ConfigStore['get'] = async (kind, name) =>
    read(kind, await (await call({ path: pathOf(kind, name) })).json());
  const page: ConfigStore['page'] = async (kind, { limit, after }) => {
    const cursor = after === undefined ? '' : `&cursor=${encodeURIComponent(after)}`;
    const answer = await (await call({ path: `/${kind.path}?limit=${limit}${cursor}` })).json();
    const { [kind.name]: all, next } = List.parse(answer);
    return {
      resources: z
        .array(z.unknown())
        .parse(all)
        .map((each) => read(kind, each)),
      ...(typeof next === 'string' && { last: next }),
    };
  };
  return {
    get,
    find: async (kind, name) => {
      try {
        return await get(kind, name);
      } catch (cause) {
        if (cause instanceof NotFoundError) return undefined;
        throw cause;
      }
    },
    page,
    list: async (kind) => {
      const all = [];
      for (let after: string | undefined; ; ) {
        const { resources, last } = await page(kind, { limit: MOST, after });
        all.push(...resources);
        if (last === undefined) return all;
        after = last;
      }
    },
    put: async (kind, resource, { revision, anyway } = {}) => {
      const before = await call({ path: pathOf(kind, resource.name) }).then(
        async (answer) => Versions.parse(await answer.json()).revision,
        (cause: unknown) => {
          if (cause instanceof NotFoundError) return 0;
          throw cause;
        },
      );
      const answer = await call({
        method: 'PUT',
        path: pathOf(kind, resource.name) + looking(anyway),
        body: resource,
        headers: conditionOf(revision),
      });
      const stored = read(kind, await answer.json());
      const outcome = answer.status === 201 ? 'created' : stored.revision === before ? 'unchanged' : 'changed';
      return { outcome, resource: stored };
    },
    delete: async (kind, name, { revision, anyway } = {}) => {
      try {
        await call({ method: 'DELETE', path: pathOf(kind, name) + looking(anyway), headers: conditionOf(revision) });
        return true;
      } catch (cause) {
        if (cause instanceof NotFoundError) return false;
        throw cause;
      }
    },
  };
}

const Last = z.object({
  blueprints: z.array(z.object({ name: z.string(), lastRun: LastStart.extend({ state: RunState }).nullable() })),
  next: z.string().nullable(),
});

/** What blueprints of a deployed Sluice started last, by name. */
export async function remoteLastRuns(call: ApiClient): Promise<ReadonlyMap<string, LastRun>> {
  const runs = new Map<string, LastRun>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = Last.parse(await (await call({ path: `/blueprints?limit=${MOST}${after}` })).json());
    for (const { name, lastRun } of page.blueprints) if (lastRun) runs.set(name, lastRun);
    cursor = page.next;
  }
  return runs;
}

const looking = (anyway = false): string => (anyway ? '?anyway=true' : '');

const List = z.looseObject({ next: z.string().nullable().optional() });

const conditionOf = (revision: number | 'absent' | undefined): Readonly<Record<string, string>> => {
  if (revision === undefined) return {};
  return revision === 'absent' ? { 'if-none-match': '*' } : { 'if-match': `"${revision}"` };
};

function read<T extends Named>(kind: ResourceKind<T>, json: unknown): Stored<T> {
  return { ...kind.stored.parse(json), ...Versions.parse(json) };
}
