import type { Grant } from '../contract/message.ts';
import type { RunHead } from '../contract/run.ts';
import type { RawPage } from '../contract/stored.ts';
import type { WorkItem } from '../contract/work-item.ts';
import { NotFoundError } from '../errors.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import { type Asked, type Asking, ask } from './ask.ts';
import { awaitTurn } from './await-turn.ts';
import { take } from './budget.ts';
import { changeBudget } from './budget-row.ts';
import { type CollectSession, openSession } from './collect-session.ts';
import { commitItem } from './commit-pages.ts';
import { distinctLists, driftOf } from './edges.ts';
import { factOf, type Tell } from './fact.ts';
import { becameOf } from './item-life.ts';
import { claim } from './ledger.ts';
import { orRelease } from './or-release.ts';
import { endOfSlice } from './pace.ts';
import type { ChancePort, ClockPort, ObjectPort, TablePort, VendorPort } from './ports.ts';
import { quotasOf } from './quotas-of.ts';
import { rememberPages } from './remember-pages.ts';
import { isOpen, readHead } from './run-head.ts';
import { type OpenScope, scopeCache } from './scopes.ts';
import { wholeIn } from './seen.ts';
import { segmentCache } from './segment.ts';
import { storeLines } from './store-lines.ts';

/** What collect works with. */
export interface CollectPorts {
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly table: TablePort;
  readonly objects: ObjectPort;
  readonly vendor: VendorPort;
  readonly clock: ClockPort;
  readonly chance: ChancePort;
  readonly tell?: Tell;
}

/** One call of a worker: its identity, when it is ended (epoch ms), and until when its claims are good (later). */
export interface Invocation {
  readonly id: string;
  readonly deadline: number;
  readonly claimUntil: number;
}

/** Most bytes of answers in one segment; the rest of the item is put back. */
const SEGMENT_BYTES = 16 * 1024 * 1024;

/** Worker on the collect queue: waits for its turn, claims the items of a grant, spends its slice, commits each item. */
export async function collect(ports: CollectPorts, grant: Grant, invocation: Invocation): Promise<void> {
  const { table, clock } = ports;
  const { run, budget } = grant;
  if (!budget) return;
  const { connection, plugin } = connectionOf(ports, await readHead(table, run), budget.connection);
  const quotas = quotasOf(plugin, connection, budget.token);
  // A grant that is not taken dies soon, one that is taken dies with its worker, of which no call lands later.
  const { id: by, deadline, claimUntil } = invocation;
  const taken = await changeBudget(table, budget, (before) =>
    take(before, budget.grant, { by, until: deadline, endsAt: endOfSlice(before, quotas, budget.slice, clock.now()) }),
  );
  const row = await awaitTurn(ports, budget, invocation, taken);
  if (!row) return;
  const session = openSession(ports, { run, connection, plugin, budget, deadline, row, quotas });
  try {
    // Whoever waited for the turn may have been canceled, or refused, meanwhile.
    const head = await readHead(table, run);
    if (!isOpen(head) || head.canceledAt !== null || row.bad !== '' || clock.now() < row.blockedUntil) return;
    // A claim outlasts the worker, so that an item is not asked for twice.
    const items = await claim(table, clock, grant, { id: by, until: claimUntil });
    session.expect(items.reduce((sum, { work }) => sum + (work.kind === 'collect' ? work.requests.length : 0), 0));
    const scopes = scopeCache(ports.plugins, table);
    const segment = segmentCache(ports.objects);
    const spending = { head, session, segment, baseUrl: connection.baseUrl, token: budget.token };
    const work = (item: WorkItem) => async () =>
      collectItem(ports, { ...spending, scope: await scopes(item.scope) }, item);
    // All of them are waited for: while one still asks, the grant has not ended.
    const ended = await Promise.allSettled(items.map((item) => orRelease(ports, item, work(item))));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  } finally {
    await session.end();
  }
}

function connectionOf({ plugins }: CollectPorts, head: RunHead, wanted: string) {
  const connection = head.connections.find(({ plugin, name }) => `${plugin}/${name}` === wanted);
  const plugin = connection && plugins.get(connection.plugin);
  if (!connection || !plugin) throw new NotFoundError(`run ${head.run} has no connection "${wanted}"`);
  return { connection, plugin };
}

/** One item being spent on: whose run, whose token, and with what. */
export interface Spending {
  readonly head: RunHead;
  readonly session: CollectSession;
  readonly scope: OpenScope;
  readonly segment: (key: string) => Promise<readonly RawPage[]>;
  readonly baseUrl: string;
  readonly token: string | null;
}

async function collectItem(ports: CollectPorts, at: Spending, item: WorkItem): Promise<void> {
  if (item.work.kind !== 'collect') return;
  const { requests } = item.work;
  const began = ports.clock.now();
  const { stream, bound } = at.scope.stream(item.stream);
  const keys = wholeIn(at.head, item.scope).length > 0;
  const asking: Asking = { ...ports, ...at, run: item.run, scope: item.scope, bound, keys };
  let bytes = 0;
  const results = await Promise.all(
    requests.map((request) =>
      at.session.inTurn(async (): Promise<Asked> => {
        if (bytes > SEGMENT_BYTES) return { kind: 'unsent', request, notBefore: 0, tries: 0 };
        const asked = await ask(asking, request);
        if (asked.kind === 'page') bytes += asked.page.body.length;
        return asked;
      }),
    ),
  );
  const pages = results.flatMap((asked) => (asked.kind === 'page' ? [asked.page] : []));
  const segment = pages.length > 0 ? await storeLines(ports.objects, 'raw', item, pages) : undefined;
  const drifts = await Promise.all(results.map((asked) => driftOf(asking, asked)));
  const drifted = pages.filter((page) =>
    results.some((asked, i) => drifts[i] === 'moved' && asked.kind === 'page' && asked.page === page),
  );
  const collected = {
    results,
    segment,
    began,
    root: !stream.child,
    drifted: distinctLists(drifted.map(({ request }) => request)),
    grown: drifts.filter((drift) => drift === 'grown').length,
  };
  const outcome = await commitItem(ports, at, item, collected);
  const of = (kind: Asked['kind']) => results.filter((asked) => asked.kind === kind).length;
  const sums = { pages: of('page'), unchanged: of('unchanged'), dead: of('dead'), unsent: of('unsent') };
  const became = outcome === 'done' ? becameOf(item, results) : {};
  ports.tell?.(factOf(item, outcome === 'done' ? 'requests sent' : 'claim lost', { ...sums, segment, ...became }));
  if (outcome === 'done') await rememberPages(ports.table, at, item, results, segment);
}
