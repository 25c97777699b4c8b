import type { ToolLine } from '../contract/stored.ts';
import { NotFoundError } from '../errors.ts';
import { footprintPartition, isUse, SHARDS } from './domain-places.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import type { ObjectPort, TablePort } from './ports.ts';
import { seenName } from './seen.ts';
import { readTool } from './segment.ts';

/** A tool record that was applied and is not gone. */
export interface KnownRecord {
  readonly key: string;
  /** What it is called among those that a full read shows. */
  readonly name: string;
  readonly version: string;
  readonly observedAt: string;
  /** The tool object that holds the observation. */
  readonly tool: string;
  /** It makes nothing, for example because what it belongs to is gone. */
  readonly isEmpty: boolean;
  /** Where to look on behind it. */
  readonly place: string;
}

const AT_ONCE = 8;

/** The records of a stream that the store holds, in a stable order, behind a place. */
export async function* knownRecords(
  domain: TablePort,
  scope: string,
  stream: string,
  after: string | undefined,
): AsyncIterable<KnownRecord> {
  const at = after?.indexOf('#') ?? -1;
  const first = at < 0 ? 0 : Number(after?.slice(0, at));
  for (let shard = first; shard < SHARDS; shard += 1) {
    let behind = shard === first && at >= 0 ? after?.slice(at + 1) : undefined;
    do {
      const range = behind === undefined ? {} : { after: behind };
      const page = await domain.query(footprintPartition(scope, stream, shard), range);
      for (const { sk: key, version, observedAt, tool, gone, rows } of page.items) {
        if (gone === true) continue;
        const record = { version: String(version), observedAt: String(observedAt), tool: String(tool) };
        const isEmpty = Array.isArray(rows) && rows.every((row) => Array.isArray(row) && isUse(String(row[0])));
        yield { key, name: seenName(key), ...record, isEmpty, place: `${shard}#${key}` };
      }
      behind = page.last;
    } while (behind !== undefined);
  }
}

/** The lines that records were derived from last; a record whose tool object is no more is left out. */
export async function toolLines(
  objects: ObjectPort,
  records: readonly KnownRecord[],
): Promise<readonly { record: KnownRecord; line: ToolLine }[]> {
  const inTurn = limitConcurrency(AT_ONCE);
  const found = await Promise.all(
    [...Map.groupBy(records, ({ tool }) => tool)].map(([tool, wanted]) =>
      inTurn(async () => {
        const lines = await linesOf(objects, tool);
        return wanted.flatMap((record) => {
          const line = lines.findLast(({ key, gone }) => key === record.key && !gone);
          return line ? [{ record, line }] : [];
        });
      }),
    ),
  );
  return found.flat();
}

async function linesOf(objects: ObjectPort, tool: string): Promise<readonly ToolLine[]> {
  try {
    return readTool(await objects.get(tool)).lines;
  } catch (error) {
    if (error instanceof NotFoundError) return [];
    throw error;
  }
}
