import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { tableNamed } from '../../shared/api/data/data.ts';
import { askedColumns, ndjson } from '../../shared/api/data/row-text.ts';
import { inChunks } from '../../shared/api/data/stream.ts';
import { type Attributes, toItem } from '../../shared/aws/attribute-value.ts';
import type { Item, TablePort } from '../../shared/pipeline/ports.ts';
import { readStretches } from '../../shared/pipeline/read-data.ts';
import { pluginHeads as plugins } from '../../shared/plugins/heads.ts';
import { memoryObjects, memoryTable } from '../../test/support/memory-ports.ts';
import { issueItem, putScope } from './fill-store.ts';
import { usage } from './usage.ts';

/**
 * The process that is measured: `node loops.ts <ours|plain|stored> <rows>` makes lines of items as DynamoDB answers them, the
 * same ones over and over, and throws them away. `ours` is what a deployed `GET /data` does to them; `plain` is what a script
 * with the SDK does that keeps a column in an attribute; `stored` is the same script on Sluice's own items.
 */
const [which = '', count = '0'] = process.argv.slice(2);
const total = Number(count);
/** A partition's rows come in answers of a megabyte. */
const PAGE = 600;
const MADE = 2_000;

const made = Array.from({ length: MADE }, (_, i) => issueItem(i));
const bodyOf = ({ body }: Item): Readonly<Record<string, unknown>> => JSON.parse(String(body));
const stored: readonly Attributes[] = made.map((item) => marshall(item));
const columns: readonly Attributes[] = made.map((item) => marshall(bodyOf(item)));

async function ours(): Promise<{ rows: number; bytes: number }> {
  const control = memoryTable();
  await putScope(control);
  const [first] = made;
  // Keys rise, whatever the item: as in a partition.
  const keyOf = (at: number): string => String(at).padStart(9, '0');
  const domain: TablePort = {
    ...control,
    query: async (pk, range = {}) => {
      if (pk !== first?.pk) return { items: [] };
      const from = range.after === undefined ? 0 : Number(range.after) + 1;
      const size = Math.min(range.limit ?? PAGE, total - from);
      const items = Array.from({ length: Math.max(size, 0) }, (_, i) => {
        const attributes = stored[(from + i) % MADE] ?? {};
        return toItem({ ...attributes, sk: { S: keyOf(from + i) } });
      });
      return { items, ...(from + size < total && { last: keyOf(from + size - 1) }) };
    },
  };
  const table = tableNamed('issues');
  const text = ndjson(table, askedColumns(table, '*'), false);
  let [rows, bytes] = [0, 0];
  const lines = async function* () {
    for await (const stretch of readStretches(
      { plugins, table: control, domain, objects: memoryObjects() },
      { table: 'issues' },
    )) {
      rows += stretch.length;
      yield stretch.map(text.line);
    }
  };
  for await (const chunk of inChunks(lines())) bytes += chunk.length;
  return { rows, bytes };
}

function loop(items: readonly Attributes[], lineOf: (item: Record<string, unknown>) => string) {
  let bytes = 0;
  for (let i = 0; i < total; i += 1) bytes += Buffer.from(lineOf(unmarshall(items[i % MADE] ?? {}))).length;
  return { rows: total, bytes };
}

const before = usage();
const began = performance.now();
const done =
  which === 'ours'
    ? await ours()
    : which === 'plain'
      ? loop(columns, (item) => `${JSON.stringify(item)}\n`)
      : loop(stored, ({ body }) => `${JSON.stringify(JSON.parse(String(body)))}\n`);
const seconds = (performance.now() - began) / 1000;
const after = usage();
const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
process.stdout.write(`${JSON.stringify({ ...done, seconds, cpuSeconds, megabytes: after.megabytes })}\n`);
