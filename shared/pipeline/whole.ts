import { places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import type { Place, TablePort } from './ports.ts';
import type { OpenScope } from './scopes.ts';

/** How often a scope is read in full, in milliseconds: a week, less half a day, so that a weekly schedule is in time. */
const A_WEEK = 6.5 * 86_400_000;

/**
 * The streams of a scope that a run reads in full: all of them when the user says so, and once a week; none in a run that
 * reads only what is new. Child streams are among them when everything that may ask for them is.
 */
export async function wholeStreams(
  table: TablePort,
  head: RunHead,
  scope: OpenScope,
  key: string,
): Promise<readonly string[]> {
  const { options } = head;
  if (options.retry !== undefined || options.from !== undefined) return [];
  const roots = scope.streams.filter(({ child }) => !child);
  const wanted = roots.filter(({ name }) => options.streams?.includes(name) ?? true);
  const cursors = await rowsAt(
    table,
    wanted.map(({ name }) => places.cursor(key, name)),
  );
  const read = await rowsAt(
    table,
    wanted.map(({ name }) => places.whole(key, name)),
  );
  // How long ago is the distance between two times of our clock, which may differ from the vendor's.
  const isDue = ({ name, final }: { name: string; final: boolean }): boolean => {
    const cursor = cursors.get(name);
    const begun = read.get(name)?.begun;
    if (final || !cursor || typeof cursor.from === 'string') return false;
    return typeof begun !== 'number' || head.createdAt - begun >= A_WEEK;
  };
  if (!options.full && !wanted.some(isDue)) return [];
  const isCutOff = (name: string): boolean =>
    cursors.has(name) ? typeof cursors.get(name)?.from === 'string' : options.since !== undefined;
  const mayRead = ({ name, final }: { name: string; final: boolean }) => options.full || (!final && !isCutOff(name));
  const whole = wanted.filter(mayRead).map(({ name }) => name);
  if (roots.some(({ name, final }) => !whole.includes(name) && (options.full || !final))) return whole;
  return [...whole, ...scope.streams.filter(({ child }) => child).map(({ name }) => name)];
}

async function rowsAt(table: TablePort, places: readonly Place[]) {
  const rows = places.length > 0 ? await table.getMany(places) : [];
  return new Map(rows.map((row) => [row.sk, row]));
}
