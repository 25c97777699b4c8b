import { places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import type { WorkItem } from '../contract/work-item.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import type { PageSummary } from '../plugin-sdk/stream.ts';
import type { Asked } from './ask.ts';
import { rowsOf } from './expand.ts';
import { digest } from './identity.ts';
import type { TablePort, Write } from './ports.ts';

/** Names in one row: some 80 KB. */
const A_ROW = 4_000;
/** Hex digits that a key is recognized by; were two of a million alike, one deletion would be told later. */
const DIGITS = 16;

/** The name of a key among those that a full read showed. */
export const seenName = (key: string): string => digest(key, DIGITS);

/** The streams of a scope that a run reads in full. */
export const wholeIn = (head: RunHead, scope: string): readonly string[] =>
  head.scopes.find(({ key }) => key === scope)?.whole ?? [];

/** The writes by which a commit remembers what a full read showed; none where nothing is read in full. */
export function rememberSeen(
  head: RunHead,
  item: WorkItem,
  { results, drifted, began }: { results: readonly Asked[]; drifted: readonly WorkRequest[]; began: number },
): readonly Write[] {
  if (wholeIn(head, item.scope).length === 0) return [];
  const pages = results.flatMap((asked): PageSummary[] =>
    asked.kind === 'page' || asked.kind === 'unchanged' ? [asked.open] : [],
  );
  const names = [...new Set(pages.flatMap((page) => page.keys() ?? []).map(seenName))];
  // A claim commits once, so these rows have one writer.
  const sk = `${item.id}#${item.claimBy}`;
  const pk = places.seen(item.run, item.scope, item.stream);
  const rows = Array.from({ length: Math.ceil(names.length / A_ROW) }, (_, i): Write => {
    const part = names.slice(i * A_ROW, (i + 1) * A_ROW).join('');
    return { kind: 'put', item: { pk, sk: `${sk}#${i}`, names: part, at: began } };
  });
  const isUnread = pages.some((page) => page.keys() === undefined);
  const reason = isUnread
    ? 'records that cannot be read'
    : drifted.length > 0
      ? 'the list moved while it was read'
      : '';
  if (reason === '') return rows;
  const hindrance = { pk: places.hindered(item.run, item.scope), sk: `${item.stream}#${sk}` };
  return [...rows, { kind: 'put', item: { ...hindrance, stream: item.stream, reason } }];
}

/** What a full read showed of a stream, and when it began to (epoch ms; Infinity when it showed nothing). */
export interface Seen {
  readonly names: ReadonlySet<string>;
  readonly since: number;
}

/** Reads what a run's full read showed of a stream. */
export async function readSeen(table: TablePort, run: string, scope: string, stream: string): Promise<Seen> {
  const names = new Set<string>();
  let since = Number.POSITIVE_INFINITY;
  for await (const { names: text, at } of rowsOf(table, places.seen(run, scope, stream))) {
    if (typeof text !== 'string' || typeof at !== 'number') continue;
    for (let from = 0; from < text.length; from += DIGITS) names.add(text.slice(from, from + DIGITS));
    since = Math.min(since, at);
  }
  return { names, since };
}

/** Removes what was remembered of a stream, once it has told what is gone. */
export async function forgetSeen(table: TablePort, run: string, scope: string, stream: string): Promise<void> {
  const pk = places.seen(run, scope, stream);
  const gone: { pk: string; sk: string }[] = [];
  for await (const { sk } of rowsOf(table, pk)) if (typeof sk === 'string') gone.push({ pk, sk });
  if (gone.length > 0) await table.writeMany([], gone);
}
