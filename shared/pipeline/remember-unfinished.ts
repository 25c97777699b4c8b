import { places } from '../contract/places.ts';
import type { WorkItem } from '../contract/work-item.ts';
import type { Again } from '../plugin-sdk/stream.ts';
import { toItem, toValue } from './deep-json.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import type { TablePort, Write } from './ports.ts';

/** What a page said of things that may be unfinished, and when it was fetched, ISO 8601. */
export interface Seen {
  readonly seenAt: string;
  readonly again: readonly Again[];
}

/** How many rows of the ask-again list are changed side by side. */
const AT_ONCE = 8;

/**
 * Keeps the ask-again list: what is unfinished enters it, what is finished leaves it. What was seen later decides: pages of
 * long ago that are extracted again do not take off the list what has been reopened since. It happens before the commit,
 * so that nothing is done of which the list does not know; doing it twice changes nothing.
 */
export async function rememberUnfinished(table: TablePort, item: WorkItem, read: readonly Seen[]): Promise<void> {
  const latest = new Map<string, Again & { readonly seenAt: string }>();
  for (const { again, seenAt } of read)
    for (const one of again) if (seenAt >= (latest.get(one.key)?.seenAt ?? '')) latest.set(one.key, { ...one, seenAt });
  if (latest.size === 0) return;
  const listed = new Set<string>();
  const { pk, sk: prefix } = places.again(item.scope, item.stream, '');
  for (let after: string | undefined; ; ) {
    const page = await table.query(pk, { prefix, ...(after !== undefined && { after }) });
    for (const { sk } of page.items) listed.add(sk);
    after = page.last;
    if (after === undefined) break;
  }
  const writes = [...latest.values()].flatMap(({ key, request, seenAt }): Write[] => {
    const place = places.again(item.scope, item.stream, key);
    const below = { seenAt };
    if (!request) return listed.has(place.sk) ? [{ kind: 'delete', place, when: { below } }] : [];
    const again = toValue({ ...request, page: 1, again: key });
    const row = toItem({ ...place, stream: item.stream, key, seenAt, request: again });
    return [{ kind: 'put', item: row, when: { below, orAbsent: true } }];
  });
  // Each by itself: one that is refused was seen later by somebody else.
  const inTurn = limitConcurrency(AT_ONCE);
  await Promise.all(writes.map((write) => inTurn(() => table.transact([write]))));
}
