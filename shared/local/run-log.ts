import { appendFileSync, createReadStream, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { NotFoundError } from '../errors.ts';
import type { Tell } from '../pipeline/fact.ts';

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

/** The lines of a run's log; of one item, when it is named. @throws NotFoundError when the run left none */
export async function* readRunLog(folder: string, run: string, item?: string): AsyncIterable<string> {
  const file = fileOf(folder, run);
  if (!existsSync(file)) throw new NotFoundError(`there is no log of a run "${run}" in ${folder}`);
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY }))
    if (item === undefined || line.includes(`"${item}"`)) yield line;
}
