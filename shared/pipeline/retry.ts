import { places } from '../contract/places.ts';
import type { RunRequest } from '../contract/run.ts';
import { InvalidInputError } from '../errors.ts';
import type { TablePort } from './ports.ts';
import { isOpen, readHead } from './run-head.ts';

/**
 * The request for a run that tries only what died in another one. @throws InvalidInputError when that one goes on, or
 * nothing died in it
 */
export async function retryOf(table: TablePort, run: string, key: string): Promise<RunRequest> {
  const head = await readHead(table, run);
  if (isOpen(head)) throw new InvalidInputError(`run "${run}" goes on; wait for its end or cancel it`);
  const dead = await table.query(places.dead(run), { limit: 1 });
  if (dead.items.length === 0) throw new InvalidInputError(`nothing died in run "${run}"; there is nothing to retry`);
  return { ...head.request, trigger: { kind: 'request', key }, options: { retry: run } };
}
