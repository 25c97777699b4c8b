import { places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import { RequestRecord, type WorkItem } from '../contract/work-item.ts';
import { rowsOf } from './expand.ts';
import type { TablePort } from './ports.ts';
import type { OpenScope } from './scopes.ts';

/**
 * Why a full read of a stream cannot tell what is gone; undefined when it can. Child streams are asked for by whatever other
 * streams show, so what hinders one of those hinders them.
 */
export async function hindranceOf(
  table: TablePort,
  head: RunHead,
  scope: OpenScope,
  item: WorkItem,
): Promise<string | undefined> {
  const { stream } = scope.stream(item.stream);
  const concerns = (name: unknown) => name === item.stream || stream.child;
  if (head.canceledAt !== null) return 'the run was canceled';
  for await (const row of rowsOf(table, places.hindered(item.run, item.scope)))
    if (concerns(row.stream)) return `${row.stream}: ${row.reason}`;
  for await (const row of rowsOf(table, places.dead(item.run))) {
    if (row.scope !== item.scope || !concerns(row.stream)) continue;
    const requests = RequestRecord.array().parse(row.requests ?? []);
    // What was asked for by its id is no part of the list.
    if (requests.length > 0 && requests.every(({ missing }) => missing !== undefined)) continue;
    return `${row.stream}: ${row.reason}`;
  }
  return undefined;
}
