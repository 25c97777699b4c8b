import { places } from '../contract/places.ts';
import { RunHead } from '../contract/run.ts';
import type { WorkItem } from '../contract/work-item.ts';
import { HeldError, NotFoundError } from '../errors.ts';
import { toItem } from './deep-json.ts';
import type { TablePort, Write } from './ports.ts';

/** How often a change of a row is tried again when somebody else changed it in between. */
const TRIES = 20;

/** Reads a run's head. @throws NotFoundError */
export async function readHead(table: TablePort, run: string): Promise<RunHead> {
  const item = await table.get(places.head(run));
  if (!item) throw new NotFoundError(`there is no run "${run}"`);
  return RunHead.parse(item);
}

/** The conditional write of a changed head. */
export const writeHead = (before: RunHead, after: RunHead): Write => ({
  kind: 'put',
  item: toItem({ ...after, rev: before.rev + 1 }),
  when: { equals: { rev: before.rev } },
});

/** Changes the head; `change` returns undefined when nothing is to be done. Answers the head as it is then. */
export async function changeHead(
  table: TablePort,
  run: string,
  change: (head: RunHead) => RunHead | undefined,
): Promise<RunHead> {
  for (let i = 0; i < TRIES; i += 1) {
    const before = await readHead(table, run);
    const after = change(before);
    if (!after) return before;
    if ((await table.transact([writeHead(before, after)])) === 'done') return { ...after, rev: before.rev + 1 };
  }
  throw new HeldError(`the head of run "${run}" is changed by others all the time`);
}

const A_DAY = 86_400_000;

/**
 * The upper bound of windows of time that a run asks for, ISO 8601: a day after its beginning, as vendors' clocks differ by
 * less. It is the run's and not the moment's, so that whoever plans a request plans the same one.
 */
export const horizonOf = (head: RunHead): string => new Date(head.createdAt + A_DAY).toISOString();

/** A run that has not ended. */
export const isOpen = (head: RunHead): boolean => head.endedAt === null;

/** The base URL of a scope's connection, as the run knows it. */
export const baseUrlOf = (head: RunHead, item: WorkItem): string =>
  head.connections.find(({ plugin, name }) => `${plugin}/${name}` === item.connection)?.baseUrl ?? 'https://invalid.';
