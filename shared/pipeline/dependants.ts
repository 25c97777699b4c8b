import type { WorkItem } from '../contract/work-item.ts';
import { footprintPlace, lookupOf, usePlace } from './domain-places.ts';
import { rowsOf } from './expand.ts';
import { makeItem } from './ledger.ts';
import type { Place, TablePort } from './ports.ts';
import { convertRank, type OpenScope } from './scopes.ts';

/** More tool objects than one commit names: then the streams are converted again as a whole. */
const NAMED = 60;

/** Items that convert again what was derived from lookup values that have changed since. */
export async function dependants(
  domain: TablePort,
  scope: OpenScope,
  item: WorkItem,
  changed: readonly Place[],
): Promise<readonly WorkItem[]> {
  const footprints = await footprintsOf(domain, scope, changed);
  const found = await domain.getMany([...footprints.values()].map(({ place }) => place));
  const lane = { run: item.run, connection: item.connection, scope: item.scope };
  const because = item.work.kind === 'convert' ? item.work.tool : item.id;
  const items = new Map<string, WorkItem>();
  for (const row of found) {
    const stream = footprints.get(`${row.pk}\n${row.sk}`)?.stream;
    if (stream === undefined || typeof row.tool !== 'string' || row.tool === '') continue;
    const rank = convertRank(scope, scope.stream(stream).stream);
    const work = { kind: 'convert' as const, tool: row.tool, because };
    items.set(`${stream} ${row.tool}`, makeItem({ ...lane, stream, rank, work }));
  }
  if (items.size <= NAMED) return [...items.values()];
  const streams = new Set([...items.values()].map(({ stream }) => stream));
  return [...streams].map((stream) =>
    makeItem({ ...lane, stream, rank: 20, work: { kind: 'expand', what: 'tools', because } }),
  );
}

async function footprintsOf(domain: TablePort, scope: OpenScope, changed: readonly Place[]) {
  const found = new Map<string, { stream: string; place: Place }>();
  const known = new Set(scope.streams.map(({ name }) => name));
  for (const value of changed) {
    const named = lookupOf(value);
    if (!named) continue;
    const { pk, sk } = usePlace(scope.record.key, named.lookup, named.key, '');
    for await (const use of rowsOf(domain, pk, sk)) {
      const [, stream = '', key = ''] = String(use.sk).split('/').map(decodeURIComponent);
      if (use.deleted === true || !known.has(stream)) continue;
      const place = footprintPlace(scope.record.key, stream, key);
      found.set(`${place.pk}\n${place.sk}`, { stream, place });
    }
  }
  return found;
}
