/** How much there is in the generated repository; what is left out is there in small numbers. */
export interface WorldSize {
  readonly issues?: number;
  readonly pulls?: number;
  readonly commits?: number;
  readonly runs?: number;
  readonly deployments?: number;
}

/** A repository that is generated, and what was changed in it since. */
export interface World {
  readonly seed: string;
  readonly size: Required<WorldSize>;
  /** Update times of what was changed, by its name: `issue 12`, `run 3`. */
  readonly changed: Map<string, string>;
}

/** The repository's full name, the name it had before, and its id. */
export const REPOSITORY = { name: 'octo/orchard', formerName: 'octo/old-orchard', id: 4711 } as const;

/** The run, counted from 0, that goes on until it is changed. */
export const RUNNING = 2;

/** Makes a world: the same seed and size give the same records. */
export function makeWorld(size: WorldSize = {}, seed = 'orchard'): World {
  const { issues = 30, pulls = 8, commits = 12, runs = 6, deployments = 4 } = size;
  return { seed, size: { issues, pulls, commits, runs, deployments }, changed: new Map() };
}

/** Everything began then. */
const EPOCH = Date.UTC(2024, 0, 1);
const MINUTE = 60_000;

/** The time so many minutes after the beginning, as GitHub writes it. */
export const minute = (count: number): string => new Date(EPOCH + count * MINUTE).toISOString().replace('.000Z', 'Z');

/** When a thing was updated last. */
export const updatedAt = (world: World, name: string, before: string): string => world.changed.get(name) ?? before;
