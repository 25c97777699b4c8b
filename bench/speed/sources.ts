import { table } from '../page.ts';

/** What a stream of a source costs. */
export interface StreamCost {
  readonly plugin: string;
  readonly isMade: boolean;
  readonly records: number;
  /** Bytes, and microseconds of processor time, a record. */
  readonly bytes: number;
  readonly ours: number;
  readonly rows: number;
}

/** Where the section ends in the page. */
export const BEHIND = '## Beside Faros';
/** Where it begins. */
export const HEADING = '## Each source, by second and core';

/** Records per second and core for each source: all of its streams, each with as many records as there are of it. */
export const sourcesSection = (streams: readonly StreamCost[], when: string): readonly string[] => [
  HEADING,
  '',
  `From the text of a page to encoded rows (extract, convert, encode), all streams of a source together, measured ${when}.`,
  '`recorded` is `../shared/data/devlake`; of PagerDuty and Opsgenie nothing is recorded there, so a page of a hundred',
  "incidents was made up as their references show them. Sources differ by what a record is: one of Jira's is an issue with",
  'its changes. `node bench/speed/run-sources.ts` measures and writes this section alone.',
  '',
  ...sourcesTable(streams),
  '',
];

function sourcesTable(streams: readonly StreamCost[]): readonly string[] {
  const sources = Map.groupBy(streams, ({ plugin }) => plugin);
  return table(
    [
      'source',
      'data',
      'streams',
      'records',
      'bytes a record',
      'rows a record',
      'µs a record',
      'records/s and core',
      'MB/s',
    ],
    [...sources].map(([plugin, its]) => {
      const total = (of: (one: StreamCost) => number): number => its.reduce((sum, one) => sum + of(one), 0);
      const records = total((one) => one.records);
      const [microseconds, bytes] = [total((one) => one.ours * one.records), total((one) => one.bytes * one.records)];
      return [
        plugin,
        its.some(({ isMade }) => isMade) ? 'made up' : 'recorded',
        String(its.length),
        String(records),
        (bytes / records).toFixed(0),
        (total(({ rows }) => rows) / records).toFixed(1),
        (microseconds / records).toFixed(1),
        Math.round((records / microseconds) * 1_000_000).toLocaleString('en-US'),
        (bytes / microseconds).toFixed(0),
      ];
    }),
  );
}
