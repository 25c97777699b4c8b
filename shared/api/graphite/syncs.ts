import type { RunHead, RunReport } from '../../contract/run.ts';
import { listRuns, reportsOf } from '../../pipeline/list-runs.ts';
import type { ClockPort, TablePort } from '../../pipeline/ports.ts';
import type { Series } from './series.ts';
import type { Span } from './span.ts';
import { segmentsOf, taggedName } from './tree-names.ts';

/** What Graphite is told of the syncs themselves, a connection and a day each; `state` parts the runs. */
export const SYNC_METRICS: ReadonlyMap<string, readonly string[]> = new Map([
  ['sync.age', ['connection']],
  ['sync.dead', ['connection']],
  ['sync.minutes', ['connection']],
  ['sync.not_modified', ['connection']],
  ['sync.requests', ['connection']],
  ['sync.runs', ['connection', 'state']],
  ['sync.written', ['connection']],
]);

/** A leaf of the tree with its series. */
export interface SyncEntry {
  readonly path: readonly string[];
  readonly series: Series;
}

const DAY = 86_400;
const HOUR = 3_600_000;
/** Most runs that one question looks at, the latest ones: a year of three a day. */
const MOST_RUNS = 1_000;
const PAGE = 200;

/** How the syncs went, from the reports of the runs that ended: `sync.runs.github.completed`, `sync.age.github` (hours). */
export async function syncEntries(
  { table, clock }: { readonly table: TablePort; readonly clock: ClockPort },
  { from, until }: Span,
): Promise<readonly SyncEntry[]> {
  const now = clock.now();
  const start = Math.floor(from / DAY) * DAY;
  const days = Math.max(0, Math.floor(Math.min(until, now / 1000) / DAY) - start / DAY + 1);
  const runs = await runsSince(table, start * 1000);
  const reports = await reportsOf(table, runs);
  const connections = [...new Set(runs.flatMap(connectionsOf))].sort();
  const segments = new Map(segmentsOf(connections).map(([segment, name]) => [name, segment]));
  return connections.flatMap((connection) => {
    const own = runs.filter((run) => connectionsOf(run).includes(connection));
    const ended = own.flatMap((run): Ended[] =>
      run.endedAt === null ? [] : [{ run, report: reports.get(run.run), endedAt: run.endedAt }],
    );
    const daily = (of: (there: readonly Ended[], endOfDay: number) => number | null) =>
      Array.from({ length: days }, (_, i) => {
        const begins = (start + i * DAY) * 1000;
        return of(
          ended.filter(({ endedAt }) => endedAt >= begins && endedAt < begins + DAY * 1000),
          Math.min(now, begins + DAY * 1000),
        );
      });
    const entry = (
      name: string,
      values: readonly (number | null)[],
      tags: Readonly<Record<string, string>> = {},
    ): SyncEntry => {
      const all = { connection, ...tags };
      const called = taggedName(name, all);
      return {
        path: [...name.split('.'), segments.get(connection) ?? '', ...Object.values(tags)],
        series: {
          name: called,
          expression: called,
          tags: { name, ...all },
          start,
          step: DAY,
          values,
          consolidateBy: 'average',
        },
      };
    };
    const states = [...new Set(ended.map(({ run }) => run.state))].sort();
    return [
      entry(
        'sync.age',
        daily((_, end) => ageAt(ended, end)),
      ),
      entry(
        'sync.dead',
        daily((there) => sum(there, ({ report }) => report?.dead.length ?? 0)),
      ),
      entry(
        'sync.minutes',
        daily((there) => sum(there, ({ run, endedAt }) => (endedAt - run.createdAt) / 60_000)),
      ),
      entry(
        'sync.not_modified',
        daily((there) => counted(there, 'notModified')),
      ),
      entry(
        'sync.requests',
        daily((there) => counted(there, 'requests')),
      ),
      ...states.map((state) =>
        entry(
          'sync.runs',
          daily((there) => there.filter(({ run }) => run.state === state).length),
          { state },
        ),
      ),
      entry(
        'sync.written',
        daily((there) => counted(there, 'written')),
      ),
    ];
  });
}

interface Ended {
  readonly run: RunHead;
  readonly report: RunReport | undefined;
  readonly endedAt: number;
}

const connectionsOf = (run: RunHead): readonly string[] => run.connections.map(({ name }) => name);

const sum = (all: readonly Ended[], of: (run: Ended) => number): number =>
  all.reduce((total, each) => total + of(each), 0);

const counted = (all: readonly Ended[], what: 'requests' | 'notModified' | 'written'): number =>
  sum(all, ({ report }) =>
    Object.values(report?.totals.streams ?? {}).reduce((total, counts) => total + counts[what], 0),
  );

/** Hours since the last run that got all of it; null before the first one. */
function ageAt(ended: readonly Ended[], instant: number): number | null {
  const last = ended
    .filter(({ run, endedAt }) => run.state === 'completed' && endedAt <= instant)
    .reduce((latest, { endedAt }) => Math.max(latest, endedAt), 0);
  return last === 0 ? null : (instant - last) / HOUR;
}

/** The runs of a range and some before it, from which an age at its begin is told. */
async function runsSince(table: TablePort, since: number): Promise<readonly RunHead[]> {
  const found: RunHead[] = [];
  for (let before: string | undefined; ; ) {
    const { runs, next } = await listRuns(table, { limit: PAGE, ...(before !== undefined && { before }) });
    found.push(...runs);
    const oldest = runs.at(-1);
    if (next === undefined || found.length >= MOST_RUNS || (oldest && oldest.createdAt < since)) return found;
    before = next;
  }
}
