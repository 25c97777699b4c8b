import { rank } from '../../shared/contract/work-item.ts';
import { linkHeader } from '../../shared/plugin-sdk/pagination.ts';
import { acme, acmeWith } from './acme.ts';
import {
  type Bug,
  bug,
  isItem,
  placeOf,
  pluginBug,
  querying,
  unconditional,
  withDomain,
  withTable,
  writing,
} from './bug.ts';
import { lawBugs } from './bugs-of-laws.ts';
import { pagingBugs } from './bugs-of-paging.ts';

const ended = 'late, lost and doubled messages';

/** Seeds from which on a bug shows soon, where it does not at once. */
const shownAt: ReadonlyMap<string, number> = new Map([
  ['a short page is taken for the end, after a filter', 12],
  ['two dispatchers fold', 12],
  ['the end of a newest-first list is its first old item', 14],
  ['the rest of a query is not asked for', 6],
  ['a page of long ago takes off the list what was reopened', 6],
]);

const all: readonly Bug[] = [
  bug(
    'no fence: an item is taken off without a claim',
    ended,
    writing((write) => (isItem(write) ? unconditional(write) : write), 'co'),
    0.01,
  ),
  bug('a grant is taken for a claim', ended, (ports, process) =>
    /^(extract|convert)/.test(process)
      ? withTable(ports, {
          transact: async (writes) =>
            writes.every((write) => isItem(write) && write.kind === 'put')
              ? 'done'
              : ports.table.transact(writes.map(unconditional)),
        })
      : ports,
  ),
  bug('unprocessed rows are dropped', 'first sync', (ports) =>
    withDomain(ports, {
      writeMany: (puts, deletes) => ports.domain.writeMany(puts.length > 6 ? puts.slice(1) : puts, deletes),
    }),
  ),
  bug('derived rows are lost', 'first sync', (ports) =>
    withDomain(ports, {
      writeMany: (puts, deletes) =>
        ports.domain.writeMany(
          puts.filter(({ by }) => by !== 'enrich'),
          deletes,
        ),
    }),
  ),
  bug(
    'drained is read before the done records',
    'retry of what died',
    (ports, process) =>
      /^(dispatch|finish)/.test(process)
        ? withTable(ports, {
            query: async (pk, range) => {
              const page = await ports.table.query(pk, range);
              const isDone = pk.endsWith('/done');
              // What is committed in between is what it misses.
              if (isDone && range?.limit !== 1) await ports.clock.sleep(1_500);
              return isDone && range?.limit === 1 ? { items: [] } : page;
            },
          })
        : withTable(ports, {
            transact: async (writes) => {
              // Slower than a tick comes after the other, so that the last one of a run commits while it is looked for.
              if (writes.some((write) => placeOf(write).pk.endsWith('/done'))) await ports.clock.sleep(2_000);
              return ports.table.transact(writes);
            },
          }),
    0.01,
  ),
  bug('finish believes whoever calls it', 'a run is to be finished while it goes on', (ports, process) =>
    process.startsWith('finish')
      ? withTable(ports, {
          query: async (pk, range) =>
            /\/(items|done)$/.test(pk) && range?.limit === 1 ? { items: [] } : ports.table.query(pk, range),
          get: async (place) => {
            const item = await ports.table.get(place);
            return item && place.sk === 'head' ? { ...item, drained: true } : item;
          },
        })
      : ports,
  ),
  bug(
    'two dispatchers fold',
    'two dispatchers',
    writing(
      (write) => (write.kind === 'check' ? undefined : placeOf(write).sk === 'totals' ? unconditional(write) : write),
      'dispatch',
    ),
    0.01,
  ),
  bug('the cursor moves past a dead request', 'incremental', (ports, process, world) => ({
    ...withTable(ports, {
      writeMany: (puts, deletes) => {
        const kept = process.startsWith('finish') ? puts.filter(({ pk }) => !pk.startsWith('again/')) : puts;
        return ports.table.writeMany(kept, deletes);
      },
    }),
    vendor: {
      ...ports.vendor,
      // Weather that is bad enough for some requests to die, whatever the seed.
      ask: async (question) =>
        world.faulty && /issues\?since.*page=/.test(question.request.target)
          ? { verdict: { kind: 'transient', reason: 'ill' } }
          : ports.vendor.ask(question),
    },
  })),
  bug(
    'what is unfinished is forgotten',
    'incremental',
    writing((write) => (placeOf(write).pk.startsWith('again/') ? undefined : write), 'extract'),
  ),
  bug('retry-after is not heeded', 'limits', (ports) => ({
    ...ports,
    vendor: {
      ...ports.vendor,
      ask: async (question) => {
        const reply = await ports.vendor.ask(question);
        return reply.verdict.kind === 'limit' ? { ...reply, verdict: { kind: 'transient', reason: 'busy' } } : reply;
      },
    },
  })),
  bug(
    'a limit is heeded by the worker alone',
    'limits',
    writing((write) =>
      write.kind === 'put' && write.item.pk.startsWith('budget/')
        ? { ...write, item: { ...write.item, blockedUntil: 0, remaining: null } }
        : write,
    ),
  ),
  bug('a scope is taken whoever holds it', 'two starters of one scope', (ports, process) =>
    process.startsWith('plan')
      ? withTable(ports, {
          get: async (place) => (place.pk.startsWith('lease/') ? undefined : ports.table.get(place)),
          transact: (writes) =>
            ports.table.transact(
              writes.map((write) => (placeOf(write).pk.startsWith('lease/') ? unconditional(write) : write)),
            ),
        })
      : ports,
  ),
  bug(
    'a canceled run ends while a worker still writes',
    'cancel and a new run',
    querying((pk, range, page) =>
      pk.endsWith('/items') && range?.prefix === undefined && range?.from === undefined
        ? { ...page, items: page.items.filter(({ claimUntil }) => claimUntil === 0) }
        : page,
    ),
  ),
  bug('acknowledged before it is stored', 'first sync', (ports) => ({
    ...ports,
    objects: {
      ...ports.objects,
      put: async (key, body) => {
        if (!/^tool.*sprints/.test(key)) await ports.objects.put(key, body);
      },
    },
  })),
  bug('labels that were taken off stay', 'incremental', (ports) =>
    withDomain(ports, {
      writeMany: (puts, deletes) =>
        ports.domain.writeMany(
          puts.filter((item) => item.deleted !== true),
          deletes,
        ),
    }),
  ),
  bug('what was applied before is not looked at', 'replay from extract', (ports) =>
    withDomain(ports, {
      getMany: async (places) => (await ports.domain.getMany(places)).filter(({ pk }) => !pk.startsWith('@made')),
    }),
  ),
  bug('304 is taken for an empty list', 'incremental', (ports) => ({
    ...ports,
    vendor: {
      ...ports.vendor,
      ask: async (question) => {
        const reply = await ports.vendor.ask(question);
        return reply.verdict.kind === 'unchanged' ? { ...reply, verdict: { kind: 'empty', reason: '304' } } : reply;
      },
    },
  })),
  {
    ...bug(
      'the rest of a query is not asked for',
      'incremental',
      querying((_, __, { items }) => ({ items })),
    ),
    props: { answerRows: 1, sabotage: querying((_, __, { items }) => ({ items })) },
  },
  bug('a successor is lost', 'first sync', (ports, process) =>
    process.startsWith('collect')
      ? withTable(ports, {
          transact: (writes) => {
            const fresh = writes.findLast((write) => isItem(write) && write.kind === 'put' && write.when === undefined);
            return ports.table.transact(writes.length > 5 ? writes.filter((write) => write !== fresh) : writes);
          },
        })
      : ports,
  ),
  bug(
    'one done record for every attempt',
    'limits',
    writing((write) =>
      write.kind === 'put' && write.item.pk.endsWith('/done')
        ? { ...write, item: { ...write.item, sk: (write.item.sk.split('#')[0] ?? '').slice(0, 1) } }
        : write,
    ),
  ),
  bug(
    'a grant never ends',
    ended,
    writing(
      (write) =>
        write.kind === 'put' && isItem(write) && Number(write.item.grantUntil) > 0
          ? { ...write, item: { ...write.item, grantUntil: 9e15 } }
          : write,
      'dispatch',
    ),
  ),
  bug(
    'a claim ends before its worker',
    'incremental',
    writing((write) =>
      write.kind === 'put' && isItem(write) && Number(write.item.claimUntil) > 0
        ? { ...write, item: { ...write.item, claimUntil: Number(write.item.claimUntil) - 329_900 } }
        : write,
    ),
    0.01,
  ),
  bug(
    'what must wait is never due',
    'bad weather',
    querying(
      (pk, range, page) => (pk.endsWith('/items') && range?.from?.endsWith('|w|') ? { items: [] } : page),
      'dispatch',
    ),
  ),
  bug(
    'the cursor is our clock, which is ahead',
    'incremental',
    writing((write, { clock }) =>
      write.kind === 'put' && write.item.pk.startsWith('cursor/')
        ? { kind: 'put', item: { ...write.item, at: new Date(clock.now() + 4_000_000).toISOString() } }
        : write,
    ),
  ),
  bug('a canceled run moves its cursors', 'cancel and a new run', (ports, process) =>
    process.startsWith('finish')
      ? withTable(ports, {
          get: async (place) => {
            const row = await ports.table.get(place);
            return row && place.sk === 'head' ? { ...row, canceledAt: null } : row;
          },
        })
      : ports,
  ),
  bug(
    'the edges of a list are not read again',
    'things vanish while it is read',
    writing((write) => (isItem(write) && 'item' in write && write.item.rank === rank.edge ? undefined : write)),
  ),
  pluginBug(
    'a short page is taken for the end, after a filter',
    'incremental',
    acmeWith({
      issues: (page) => (page.items.length < 4 ? [] : linkHeader()(page)),
    }),
  ),
  pluginBug('the end of a newest-first list is its first old item', 'incremental', {
    ...acme,
    streams: (acme.streams ?? []).map((stream) =>
      stream.name === 'builds' ? { ...stream, overlapSeconds: -90_000 } : stream,
    ),
  }),
  ...lawBugs,
  ...pagingBugs,
];

/** Bugs that an engine like this one can have; each is to be found by an oracle. */
export const bugs: readonly Bug[] = all.map((one) => ({ ...one, from: shownAt.get(one.name) ?? 1 }));
