import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { places } from '../../../shared/contract/places.ts';
import type { RunReport } from '../../../shared/contract/run.ts';
import { listRuns, viewRun } from '../../../shared/pipeline/list-runs.ts';
import type { Fault } from '../../support/github/faults.ts';
import { type Orchard, plant, SCOPE, TOKEN } from '../../support/orchard.ts';
import { inStore, type Running, startSluice } from '../../support/sluice.ts';

/** What a store goes through: what changes in the world, then a command that is given until it has ended. */
export interface Step {
  readonly name: string;
  readonly change?: (life: Life) => void;
  readonly command: (life: Life) => Promise<readonly string[]>;
}

/** One store, and the repository that it is synced from. */
export interface Life extends AsyncDisposable {
  readonly orchard: Orchard;
  readonly faults: Fault[];
  /** Gives a command, killed as `environment` says. */
  start(command: readonly string[], environment: NodeJS.ProcessEnv): Running;
}

const SIZE = { issues: 400, pulls: 25, commits: 30, runs: 12, deployments: 6 } as const;
const PRELOAD = `--import=${new URL('die.ts', import.meta.url)}`;
/** The port is part of no record, but the connection's name is. */
const NAMED = ['--connection', 'here'];

/** Begins a life. */
export async function beginLife(): Promise<Life> {
  // A 404 dies at once, so that there is something to retry and nothing to wait for.
  const faults: Fault[] = [{ kind: 'status', status: 404, message: 'Not Found', path: '/reviews' }];
  const orchard = await plant({ size: SIZE, faults });
  writeFileSync(join(orchard.folder, 'config.json'), JSON.stringify({ issueTypeBug: '^bug$' }));
  return {
    orchard,
    faults,
    start: (command, environment) =>
      startSluice([...command, '--store', orchard.store, '--json'], {
        GITHUB_TOKEN: TOKEN,
        NODE_OPTIONS: PRELOAD,
        ...environment,
      }),
    [Symbol.asyncDispose]: () => orchard[Symbol.asyncDispose](),
  };
}

const sync =
  (...options: readonly string[]): Step['command'] =>
  async ({ orchard }) => ['sync', SCOPE, '--base-url', orchard.github.url, ...NAMED, ...options];

/** The oldest run of a store in which something died: one that was killed before it planned anything is followed by another. */
const firstWithDead = (store: string): Promise<string> =>
  inStore(store, async ({ control }) => {
    const { runs } = await listRuns(control, { limit: 100 });
    for (const { run } of runs.toReversed())
      if ((await control.query(places.dead(run), { limit: 1 })).items.length > 0) return run;
    return '';
  });

/** Everything that writes, in an order in which each has something to do. `changedAt` lies in the future of every cursor. */
export const steps = (changedAt: string): readonly Step[] => [
  { name: 'a first sync', command: sync() },
  {
    name: 'a retry',
    change: ({ faults }) => faults.splice(0),
    command: async ({ orchard }) => ['retry', await firstWithDead(orchard.store)],
  },
  {
    name: 'an incremental sync',
    change: ({ orchard }) => {
      for (let number = 1; number <= 150; number += 1) orchard.github.world.changed.set(`issue ${number}`, changedAt);
    },
    command: sync(),
  },
  { name: 'a full sync', command: sync('--full') },
  {
    name: 'a sync under a new mapping',
    command: async (life) => sync('--config', join(life.orchard.folder, 'config.json'))(life),
  },
  { name: 'a replay from extract', command: async () => ['replay', SCOPE, ...NAMED, '--from', 'extract'] },
  { name: 'a replay from convert', command: async () => ['replay', SCOPE, ...NAMED, '--from', 'convert'] },
];

/** The reports of all runs of a store, the oldest first. */
export const reportsOf = (store: string): Promise<readonly (RunReport | undefined)[]> =>
  inStore(store, async ({ control }) => {
    const { runs } = await listRuns(control, { limit: 200 });
    return Promise.all(runs.toReversed().map(async ({ run }) => (await viewRun(control, run)).report));
  });
