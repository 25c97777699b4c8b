import { leastOf } from './least.ts';

/** Sizes of a world: the least in which a scenario is what it is about, one that is quick, one with some of everything. */
export const sizeNames = ['least', 'small', 'full'] as const;

/** How much there is in a world, and how much of it a scenario touches. */
export interface Size {
  readonly name: (typeof sizeNames)[number];
  readonly spaces: readonly string[];
  /** Streams that the plugin has, beside the one that describes a space. */
  readonly streams: readonly string[];
  /** Things of one space when it all begins; comments of one issue are fewer than `comments`. */
  readonly issues: number;
  readonly comments: number;
  readonly authors: number;
  readonly builds: number;
  readonly sprints: number;
  readonly boards: number;
  readonly commits: number;
  /** Of each list of entries that it has streams of. */
  readonly entries: number;
  readonly perPage: { readonly [list in 'issues' | 'comments' | 'builds' | 'sprints' | 'boards' | 'commits']: number };
  /** The part of the changes of a scenario that happen. */
  readonly changes: number;
  /** Requests that a token has in ten minutes and in one, where a scenario has limits. */
  readonly limit: { readonly amount: number; readonly minute: number };
  /** How long a worker may live: as long as the claims of one that has died. */
  readonly workerSeconds: number;
}

/** Boards of a page: whoever pages by number knows how many a full one holds. */
export const BOARDS_A_PAGE = 2;

/** A world that has some of everything. */
export const full: Size = {
  name: 'full',
  spaces: ['s1', 's2'],
  streams: ['issues', 'comments', 'builds', 'steps', 'sprints', 'boards', 'commits', 'people'],
  issues: 9,
  comments: 4,
  authors: 4,
  builds: 5,
  sprints: 3,
  boards: 4,
  commits: 6,
  entries: 9,
  perPage: { issues: 4, comments: 2, builds: 3, sprints: 2, boards: BOARDS_A_PAGE, commits: 3 },
  changes: 1,
  limit: { amount: 25, minute: 12 },
  workerSeconds: 300,
};

/** A world that has some of everything, and of this stream. */
export const fullWith = (stream: string): Size => ({ ...full, streams: [...full.streams, stream] });

/** The least that has more than one page, and a list, its children and what is asked once a key. */
const small: Size = {
  name: 'small',
  spaces: ['s1'],
  streams: ['issues', 'comments', 'people'],
  issues: 3,
  comments: 2,
  authors: 2,
  builds: 2,
  sprints: 2,
  boards: 2,
  commits: 2,
  entries: 5,
  perPage: { issues: 2, comments: 1, builds: 1, sprints: 1, boards: BOARDS_A_PAGE, commits: 1 },
  changes: 0.4,
  limit: { amount: 5, minute: 3 },
  workerSeconds: 60,
};

/** A world, but for its name. */
export type Small = Partial<Omit<Size, 'name'>>;

/** What seeds take turns with: each way of collecting is in one of them. */
const turns: readonly Small[] = [
  {},
  { streams: ['builds', 'steps', 'sprints', 'boards'] },
  { streams: ['issues', 'people', 'commits'], spaces: ['s1', 's2'], issues: 2 },
];

/** The small world in which a seed is played: the one that the scenario needs, or one of several in turn. */
export const smallSize = (needed: Small | undefined, turn: number): Size => ({
  ...small,
  ...(needed ?? turns[turn % turns.length]),
});

/** The least world, in which every call is to fail in every way. */
export const leastSize = (scenario: string, needed: Small | undefined): Size => ({
  ...small,
  name: 'least',
  issues: 2,
  authors: 1,
  changes: 0.2,
  ...needed,
  ...leastOf.get(scenario),
});
