import type { Small } from './sizes.ts';

const onePerPage = { issues: 1, comments: 1, builds: 1, sprints: 1, boards: 2, commits: 1 } as const;
/** One list of two pages. */
const aList: Small = { streams: ['sprints'], sprints: 2 };
/** One page. */
const aPage: Small = { streams: ['sprints'], sprints: 1 };
/** What runs and is asked for again, and what comes with it once it has ended. */
const builds: Small = { streams: ['builds', 'steps'], builds: 1 };
/** A list that is read at its edges again, and what is asked once a key. */
const issues: Small = { streams: ['issues', 'people'], issues: 2 };
/** The third one is poison. */
const threeOnAPage: Small = { ...issues, issues: 3, perPage: { ...onePerPage, issues: 3 } };

/**
 * What a world must have for a scenario to be what it is about, and no more: the number of plays that let every call fail
 * in every way grows with its square. Scenarios that are not here have issues, comments and people.
 */
export const leastOf: ReadonlyMap<string, Small> = new Map([
  ['changes while it is read', issues],
  ['things vanish while it is read', { ...issues, issues: 3 }],
  ['replay from convert', builds],
  ['cancel and a new run', issues],
  ['two dispatchers', aList],
  ['dead heartbeat', aList],
  ['superseded', builds],
  ['two starters of one scope', { ...aPage, spaces: ['s1', 's2'] }],
  ['overlapping schedules', aPage],
  ['late, lost and doubled messages', aPage],
  ['limits', { ...aList, sprints: 3, limit: { amount: 3, minute: 2 } }],
  ['bad weather', aList],
  ['retry of what died', aList],
  ['poison in collect, then better code', threeOnAPage],
  ['poison in extract, then better code', threeOnAPage],
  ['poison in convert, then better code', threeOnAPage],
  ['things that reopen, and a replay', builds],
  ['things reopen while they are asked for again', builds],
  ['replay from extract', { issues: 1 }],
  ['a scope is renamed and mapped while its old pages are extracted again', { ...issues, issues: 1 }],
  ['answers break in every way', aList],
  ['a thing is missing once, and is there again', issues],
  ['a thing is deleted upstream, and old pages are extracted again', issues],
  ['drift is told as it happened', issues],
  ['a zombie of an older epoch', aList],
  ['token expires at a request', aList],
  ["the vendor's clock is ahead", issues],
  ["the vendor's clock is behind", issues],
  ['token is refused for a while', aPage],
  ['token expires', aList],
]);
