import { isDeepStrictEqual } from 'node:util';
import type { Comparable } from './comparable.ts';

/** In what a deployment answers otherwise than a local server on purpose; whatever else differs is a defect. */
export interface Difference {
  readonly why: string;
  /** What was asked, each as it is called in the transcript. */
  readonly of: readonly string[];
  /** What is put in the place of the local answer's parts. */
  readonly deployed: (local: Comparable) => Comparable;
}

/** All of them. One that does not occur any more fails, so that it is taken out. */
export const differences: readonly Difference[] = [
  {
    why: 'API Gateway itself refuses whoever shows nothing, so that a stranger costs no function',
    of: ['who nobody is', 'Grafana: without a key', 'the API without a key'],
    deployed: ({ what }) => refusedByGateway(what, 401, 'Unauthorized'),
  },
  {
    why: 'API Gateway answers 403 for whom an authorizer does not know, and cannot be told to answer 401',
    of: ['who one with a lost key is'],
    deployed: ({ what }) => refusedByGateway(what, 403, 'Forbidden'),
  },
  {
    why: 'the first key of a deployment is a secret of AWS; that of a folder is a key like any other',
    of: ['the keys'],
    deployed: (local) => ({
      ...local,
      body: Array.isArray(local.body) ? local.body.filter((name) => name !== 'local') : local.body,
    }),
  },
  {
    why: 'a secret is a file of the folder here, and one of AWS there; both are only named',
    of: ['connections: all'],
    deployed: (local) => ({
      ...local,
      body: JSON.parse(
        JSON.stringify(local.body).replaceAll(/file:[^"]*\/secrets\/(\w+)/g, 'secret:sluice/connections/$1'),
      ),
    }),
  },
];

const refusedByGateway = (what: string, status: number, message: string): Comparable => ({
  what,
  status,
  headers: { 'content-type': 'application/json' },
  body: { message },
});

/** Where two transcripts differ though nobody says that they should, as pairs; and what is said to differ and does not. */
export function compare(
  local: readonly Comparable[],
  deployed: readonly Comparable[],
  said: readonly Difference[] = differences,
): {
  readonly differing: readonly (readonly [Comparable, Comparable | undefined])[];
  readonly idle: readonly string[];
} {
  const there = new Map(deployed.map((each) => [each.what, each]));
  const idle: string[] = [];
  const differing = local.flatMap((here): [Comparable, Comparable | undefined][] => {
    const found = there.get(here.what);
    const difference = said.find(({ of }) => of.includes(here.what));
    if (difference && isDeepStrictEqual(here, found)) idle.push(here.what);
    const wanted = difference ? difference.deployed(here) : here;
    return isDeepStrictEqual(wanted, found) ? [] : [[wanted, found]];
  });
  const asked = new Set(local.map(({ what }) => what));
  const more = deployed.filter(({ what }) => !asked.has(what)).map(({ what }) => `${what}: only deployed`);
  const unasked = said.flatMap(({ of }) => of.filter((what) => !asked.has(what)));
  return { differing, idle: [...idle, ...unasked, ...more] };
}
