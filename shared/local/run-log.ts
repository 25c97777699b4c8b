import { appendFileSync, createReadStream, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { NotFoundError } from '../errors.ts';
import type { Tell } from '../pipeline/fact.ts';
import { BECAME, idsOfLife, tellsOf } from '../pipeline/item-life.ts';

const fileOf = (folder: string, run: string): string => join(folder, 'logs', `${encodeURIComponent(run)}.ndjson`);

/** Writes what happened to a run's work, one JSON line each, beside the store. */
export function openRunLog(folder: string, run: string): Tell {
  const file = fileOf(folder, run);
  mkdirSync(dirname(file), { recursive: true });
  return (fact) => {
    try {
      appendFileSync(file, `${JSON.stringify({ timestamp: new Date().toISOString(), ...fact })}\n`);
    } catch {
      // A log that cannot be written is no reason to lose the work that it tells of; the ledger is the truth.
    }
  };
}

/**
 * The lines of a run's log; of one item's whole life, when it is named: also under the names as which it was put back.
 *
 * @throws NotFoundError when the run left none
 */
export async function* readRunLog(folder: string, run: string, item?: string): AsyncIterable<string> {
  const file = fileOf(folder, run);
  if (!existsSync(file)) throw new NotFoundError(`there is no log of a run "${run}" in ${folder}`);
  const ids = item === undefined ? undefined : await namesOf(file, item);
  for await (const line of linesOf(file)) if (ids === undefined || tellsOf(line, ids)) yield line;
}

async function namesOf(file: string, item: string): Promise<ReadonlySet<string>> {
  const telling: string[] = [];
  for await (const line of linesOf(file)) if (BECAME.some((text) => line.includes(text))) telling.push(line);
  return idsOfLife(telling, item);
}

const linesOf = (file: string): AsyncIterable<string> =>
  createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
