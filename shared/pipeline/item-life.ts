import type { WorkItem } from '../contract/work-item.ts';
import type { Asked } from './ask.ts';
import { putBacks } from './commit-pages.ts';
import { requestsId } from './identity.ts';

/** For the log: the items as which an item's requests were put back, and the dead items that are in the report. */
export function becameOf(item: WorkItem, results: readonly Asked[]): { back?: string[]; died?: string[] } {
  const { run, connection, scope, stream, id: from } = item;
  const back = putBacks({ run, connection, scope, stream, from }, results).map(({ id }) => id);
  const died = results.flatMap((asked) => (asked.kind === 'dead' ? [requestsId(scope, stream, [asked.request])] : []));
  return { ...(back.length > 0 && { back }), ...(died.length > 0 && { died }) };
}

/** The facts of a log line that tell what became of what. */
interface Told {
  readonly items: readonly string[];
  readonly became: readonly string[];
}

/** Texts by one of which every line is known that tells what an item became. */
export const BECAME = ['"back":', '"died":'] as const;

/**
 * The ids under which a run's log tells of one item: an item that is put back has a new name, and a request that died is
 * named by itself. `lines` are those that hold one of `BECAME`.
 */
export function idsOfLife(lines: Iterable<string>, item: string): ReadonlySet<string> {
  const told = [...lines].map(read);
  const ids = new Set([item]);
  for (let before = 0; before < ids.size; ) {
    before = ids.size;
    for (const { items, became } of told)
      if ([...items, ...became].some((id) => ids.has(id))) for (const id of [...items, ...became]) ids.add(id);
  }
  return ids;
}

/** Whether a line of a log names one of these ids. */
export const tellsOf = (line: string, ids: ReadonlySet<string>): boolean =>
  [...ids].some((id) => line.includes(`"${id}"`));

function read(line: string): Told {
  try {
    const fact: unknown = JSON.parse(line);
    const list = (key: string): readonly string[] => {
      const value: unknown = typeof fact === 'object' && fact !== null ? Reflect.get(fact, key) : undefined;
      return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
    };
    return { items: list('items'), became: [...list('back'), ...list('died')] };
  } catch {
    // A process that was killed may have left half a line.
    return { items: [], became: [] };
  }
}
