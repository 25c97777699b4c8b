import { places } from '../../shared/contract/places.ts';
import { Totals } from '../../shared/contract/run.ts';
import type { Item, Write } from '../../shared/pipeline/ports.ts';
import { type Bug, bug, isItem, placeOf, type Sabotage, unconditional, withDomain, withTable, writing } from './bug.ts';
import type { Ports } from './ports.ts';
import { withNewCode } from './scenarios-of-code.ts';
import { throttledTable } from './throttled-table.ts';

/** Only processes of this name. */
const only =
  (name: string, change: (ports: Ports) => Ports): Sabotage =>
  (ports, process) =>
    process.startsWith(name) ? change(ports) : ports;
const isPutOf = (write: Write, prefix: string): write is Extract<Write, { kind: 'put' }> =>
  write.kind === 'put' && write.item.pk.startsWith(prefix);
/** One name for all objects of a stream in a run. */
const oneName = (key: string): string => key.replace(/[^/]+\.ndjson/, 'part.ndjson');

/** A run is over when as much is done as was planned. */
async function isCounted(ports: Ports, pk: string): Promise<boolean> {
  const run = pk.slice('run/'.length, -'/items'.length);
  const stored = await ports.table.get(places.totals(run));
  const { stages } = Totals.parse(stored ?? {});
  const { collect, extract, convert } = stages;
  const all = [collect, extract, convert];
  return collect.planned > 0 && all.every(({ planned, done, dead }) => planned === done + dead);
}

const AHEAD = 5 * 60_000;

/** Bugs against the laws of the design, each by its own. */
export const lawBugs: readonly Bug[] = [
  bug('a key is made from time', 'incremental', (ports) =>
    withDomain(ports, {
      writeMany: (puts, deletes) =>
        ports.domain.writeMany(
          puts.map((item) => (item.pk.startsWith('@made') ? { ...item, sk: `${item.sk}@${ports.clock.now()}` } : item)),
          deletes,
        ),
    }),
  ),
  bug('one object key for two workers', 'limits', (ports) => ({
    ...ports,
    objects: {
      ...ports.objects,
      put: (key, body) => ports.objects.put(oneName(key), body),
      get: (key) => ports.objects.get(oneName(key)),
    },
  })),
  bug(
    'a bare counter decides that a run is over',
    'first sync',
    only('dispatch', (ports) =>
      withTable(ports, {
        query: async (pk, range) => {
          if (pk.endsWith('/items') && (await isCounted(ports, pk))) return { items: [] };
          return ports.table.query(pk, range);
        },
      }),
    ),
  ),
  bug('what was not processed of a batch is dropped', 'first sync', (ports) => ({
    ...ports,
    domain: throttledTable(ports.domain, ports, { tellsUnprocessed: false }),
  })),
  bug(
    'a scope is freed while a converter still writes',
    'cancel and a new run',
    only('caller', (ports) =>
      withTable(ports, {
        transact: async (writes) => {
          const outcome = await ports.table.transact(writes);
          const scopes = writes.flatMap((write) => (isPutOf(write, 'run/') ? [write.item.scopes].flat() : []));
          const keys = scopes.flatMap((scope) =>
            typeof scope === 'object' && scope !== null && 'key' in scope ? [String(scope.key)] : [],
          );
          if (outcome === 'done' && keys.length > 0)
            await ports.table.writeMany(keys.map((key): Item => ({ ...places.lease(key), run: '', epoch: 9 })));
          return outcome;
        },
      }),
    ),
  ),
  bug(
    'a replay is refused because nothing was observed later',
    'another mapping',
    only('convert', (ports) =>
      withDomain(ports, {
        writeMany: async (puts, deletes) => {
          const stored = await ports.domain.getMany(puts.map(({ pk, sk }) => ({ pk, sk })));
          const orders = new Map(stored.map((item) => [`${item.pk}\n${item.sk}`, item.order]));
          const later = puts.filter(
            (item) => item.order === undefined || orders.get(`${item.pk}\n${item.sk}`) !== item.order,
          );
          await ports.domain.writeMany(later, deletes);
        },
      }),
    ),
  ),
  bug(
    'a page of long ago takes off the list what was reopened',
    'things that reopen, and a replay',
    writing((write) => (placeOf(write).pk.startsWith('again/') ? unconditional(write) : write), 'extract'),
  ),
  bug(
    'a page of long ago gives a scope its old name back',
    'a scope is renamed and mapped while its old pages are extracted again',
    only('extract', (ports) =>
      withTable(ports, {
        get: async (place) => {
          const row = await ports.table.get(place);
          return row && place.pk === 'scopes' ? { ...row, describedAt: '' } : row;
        },
      }),
    ),
  ),
  bug(
    'what older code derived is taken for derived by the new one',
    'a run begins while old code still works',
    (ports, process, world) =>
      [
        writing((write) =>
          isPutOf(write, 'scopes') && String(write.item.derivation).startsWith('mixed') ? undefined : write,
        ),
        writing((write) => (isPutOf(write, 'tools/') ? { ...write, item: { ...write.item, derivation: '' } } : write)),
      ].reduce((changed, change) => change(changed, process, world), withNewCode(ports, process, world)),
    0.01,
  ),
  bug(
    'an upstream that shows nothing is believed',
    'the vendor shows nothing',
    only('convert', (ports) =>
      withTable(ports, {
        get: async (place) => {
          const row = await ports.table.get(place);
          return row && place.sk === 'head' ? { ...row, options: { full: true, acceptDeletions: true } } : row;
        },
      }),
    ),
  ),
  bug(
    'a replay brings back what is gone',
    'a thing is deleted upstream, and old pages are extracted again',
    only('convert', (ports) =>
      withDomain(ports, {
        getMany: async (wanted) => (await ports.domain.getMany(wanted)).filter(({ gone }) => gone !== true),
      }),
    ),
  ),
  bug(
    'what is missing is not remembered until it is missing again',
    'a thing is deleted upstream, and full reads are disturbed',
    only('convert', (ports) =>
      withTable(ports, {
        writeMany: (puts, deletes) =>
          ports.table.writeMany(
            puts.filter(({ pk }) => !pk.startsWith('missing/')),
            deletes,
          ),
        transact: (writes) => ports.table.transact(writes.filter((write) => !isPutOf(write, 'missing/'))),
      }),
    ),
    0.005,
  ),
  bug(
    'what a run changed is not marked to be published',
    'runs publish, and one is canceled',
    only('convert', (ports) =>
      withTable(ports, {
        writeMany: (puts, deletes) =>
          ports.table.writeMany(
            puts.filter(({ pk, sk }) => !pk.startsWith('unpublished/') || !sk.startsWith('issues|')),
            deletes,
          ),
      }),
    ),
  ),
  bug(
    'drift is not told',
    'drift is told as it happened',
    writing((write) => {
      if (write.kind !== 'put' || !write.item.pk.endsWith('/done')) return write;
      return { ...write, item: JSON.parse(JSON.stringify(write.item).replace(/"drift":\d+/, '"drift":0')) };
    }),
  ),
  bug(
    "a reset is read by the vendor's clock",
    "limits that only the window's headers tell, clocks differ by -5 min",
    (ports) => ({
      ...ports,
      vendor: {
        ...ports.vendor,
        ask: async (question) => {
          const reply = await ports.vendor.ask(question);
          const { verdict, observed } = reply;
          const until = verdict.kind === 'limit' && verdict.until !== undefined ? verdict.until - AHEAD : undefined;
          return {
            ...reply,
            ...(verdict.kind === 'limit' && { verdict: { ...verdict, until } }),
            ...(observed && { observed: { ...observed, resetAt: observed.resetAt - AHEAD } }),
          };
        },
      },
    }),
  ),
  bug(
    'the cursor is our clock',
    "the vendor's clock is behind",
    writing((write, { clock }) =>
      isPutOf(write, 'cursor/')
        ? { kind: 'put', item: { ...write.item, at: new Date(clock.now()).toISOString() } }
        : write,
    ),
  ),
  bug(
    'an item that is put back takes the place of the one that stands there',
    'limits',
    writing((write) =>
      isItem(write) && write.kind === 'put' && write.when === undefined && Number(write.item.rank) === 10
        ? { ...write, item: { ...write.item, sk: `${String(write.item.sk).split('|').slice(0, 4).join('|')}|same` } }
        : write,
    ),
  ),
];
