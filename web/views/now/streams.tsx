import type { StreamCounts } from '../../../shared/contract/run.ts';
import { Rows } from '../../parts/rows.tsx';
import { sayCount } from '../../say.ts';

const COUNTS = ['requests', 'records', 'written', 'unchanged', 'deleted', 'quarantined', 'dead'] as const;

/** What a run did, stream by stream. */
export function Streams({ streams }: { streams: Readonly<Record<string, StreamCounts>> }) {
  const all = Object.entries(streams);
  if (all.length === 0) return null;
  const shown = COUNTS.filter((count) => all.some(([, stream]) => stream[count] > 0));
  return (
    <details class="means">
      <summary>What it did, stream by stream</summary>
      <Rows
        label="What it did, stream by stream"
        rows={all}
        keyOf={([name]) => name}
        columns={[
          { title: 'stream', cell: ([name]) => name },
          ...shown.map((count) => ({
            title: count,
            isNumber: true,
            cell: ([, stream]: readonly [string, StreamCounts]) => sayCount(stream[count]),
          })),
        ]}
      />
    </details>
  );
}
