import { places, readySk, waitingSk } from '../contract/places.ts';
import type { StageCounts, Stages, StreamCounts } from '../contract/run.ts';
import { rank, type Work, WorkItem } from '../contract/work-item.ts';
import { toItem, toValue } from './deep-json.ts';
import { itemId } from './identity.ts';
import type { ClockPort, Place, TablePort, Write } from './ports.ts';

/** Most successors that one commit adds; more become one expanding item. DynamoDB's transactions hold 100 writes. */
export const MAX_SUCCESSORS = 90;

/** Where an item belongs. */
export interface Lane {
  readonly run: string;
  readonly connection: string;
  readonly scope: string;
  readonly stream: string;
  /** The item that asks for it: a request that two items ask for is asked twice, and neither takes the other's place. */
  readonly from?: string;
}

/** What an item is made of: where it belongs, what is to be done, and when. */
export interface NewItem extends Lane {
  readonly work: Work;
  /** Default: the rank of its kind. */
  readonly rank?: number;
  readonly notBefore?: number;
  /** Default: what it is made of. */
  readonly id?: string;
}

/** Identity of an item of work. */
export function nameOf(scope: string, stream: string, work: Work, from = ''): string {
  if (work.kind === 'collect')
    return itemId(
      scope,
      stream,
      [`collect from ${from}`, ...work.requests.map(({ target, edge }) => `${target} ${edge?.reading ?? ''}`)].join(
        '\n',
      ),
    );
  if (work.kind === 'extract') return itemId(scope, stream, `extract ${work.segment} from ${from}`);
  if (work.kind === 'convert')
    return itemId(scope, stream, `convert ${work.tool}${work.because === undefined ? '' : ` because ${work.because}`}`);
  if (work.kind === 'enrich') return itemId(scope, stream, `enrich ${work.what} ${work.of}`);
  if (work.kind === 'publish') return itemId(scope, stream, `publish ${work.of}`);
  const { what, segment = '', lines = [], after = '', because = '', of = '', stale } = work;
  return itemId(
    scope,
    stream,
    `expand ${what} ${segment} ${lines.join()} ${after} ${because} ${of}${stale ? ' stale' : ''}`,
  );
}

/** Makes a work item. */
export function makeItem(given: NewItem): WorkItem {
  const { run, connection, scope, stream, work, from, notBefore = 0 } = given;
  const itemRank = given.rank ?? rank[work.kind];
  const id = given.id ?? nameOf(scope, stream, work, from);
  const sk = notBefore > 0 ? waitingSk(connection, notBefore, id) : readySk(connection, itemRank, stream, id);
  return WorkItem.parse({
    pk: places.items(run),
    sk,
    id,
    run,
    rank: itemRank,
    connection,
    scope,
    stream,
    work,
    notBefore,
  });
}

/** The write that adds an item. */
export const addItem = (item: WorkItem): Write => ({ kind: 'put', item: toItem(item) });

/** What one commit did, to be folded into the run's totals. */
export interface Done {
  readonly scope: string;
  readonly stream: string;
  readonly counts: Partial<StreamCounts>;
  readonly stages: { readonly [Stage in keyof Stages]?: Partial<StageCounts> };
}

const holdsClaim = (item: WorkItem) => ({ equals: { claimBy: item.claimBy, claimUntil: item.claimUntil } });

/**
 * The one commit point: the item is removed on condition that the claim is still held, what follows is added, and a done
 * record with its counts is put. What happened outside did not happen. `refused` means that the claim was lost.
 */
export async function commit(
  table: TablePort,
  item: WorkItem,
  result: { done: Done; successors: readonly WorkItem[]; also?: readonly Write[] },
): Promise<'done' | 'refused'> {
  const place = { pk: item.pk, sk: item.sk };
  const back = result.successors.find((successor) => successor.sk === item.sk);
  const remove: Write = back
    ? { kind: 'put', item: toItem(back), when: holdsClaim(item) }
    : { kind: 'delete', place, when: holdsClaim(item) };
  // What is put back may keep its name, so one name may be committed more than once: each claim has a record of its own.
  const done = { pk: places.done(item.run), sk: `${item.id}#${item.claimBy}`, done: toValue(result.done) };
  return table.transact([
    remove,
    ...result.successors.filter((successor) => successor !== back).map(addItem),
    { kind: 'put', item: done },
    ...(result.also ?? []),
  ]);
}

/** Who claims, and until when the claim is good: longer than the claimer can live. */
export interface Claimer {
  readonly id: string;
  readonly until: number;
}

/**
 * Claims the items of a grant that are still to be had: there, under this tick's grant, and not claimed by somebody who
 * may live. All of them or none: a lane's stretch has one worker.
 */
export async function claim(
  table: TablePort,
  clock: ClockPort,
  grant: { run: string; tick: number; items: readonly string[] },
  claimer: Claimer,
): Promise<readonly WorkItem[]> {
  const pk = places.items(grant.run);
  const found = await table.getMany(grant.items.map((sk): Place => ({ pk, sk })));
  const now = clock.now();
  const free = found
    .map((item) => WorkItem.parse(item))
    .filter((item) => item.grantTick === grant.tick && item.claimUntil <= now)
    .sort((a, b) => (a.sk < b.sk ? -1 : 1));
  if (free.length === 0) return [];
  const claimed = free.map((item) => ({
    ...item,
    attempts: item.attempts + 1,
    claimBy: claimer.id,
    claimUntil: claimer.until,
  }));
  const outcome = await table.transact(
    claimed.map((item, i) => ({
      kind: 'put',
      item: toItem(item),
      when: {
        equals: { grantTick: grant.tick, claimUntil: free[i]?.claimUntil ?? 0, attempts: free[i]?.attempts ?? 0 },
      },
    })),
  );
  return outcome === 'done' ? claimed : [];
}

/** Gives a claim back, so that the item is granted again not before `notBefore`. */
export const release = (item: WorkItem, notBefore = 0): WorkItem => ({
  ...makeItem({ ...item, notBefore }),
  attempts: item.attempts,
});
