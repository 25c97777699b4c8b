import * as z from 'zod';
import { places } from '../contract/places.ts';
import { RunHead, type RunState, type Trigger } from '../contract/run.ts';
import { rowsOf } from './expand.ts';
import type { TablePort, Write } from './ports.ts';

/** The last start of a blueprint that came to anything: its scheduled time (ISO 8601), and the run. */
export const LastStart = z.object({ at: z.string(), run: z.string() });
export type LastStart = z.infer<typeof LastStart>;

/** Notes a start, unless a later one is noted, or this one. */
export const noteStart = ({ blueprint, scheduledAt }: Trigger & { kind: 'schedule' }, run: string): Write => ({
  kind: 'put',
  item: { ...places.lastStart(blueprint), at: scheduledAt, run },
  when: { below: { at: scheduledAt }, orAbsent: true },
});

/** A blueprint's last start, and the state of its run. */
export interface LastRun extends LastStart {
  readonly state: RunState;
}

/** The last runs of all blueprints that were ever started by themselves, by name. */
export async function lastRuns(table: TablePort): Promise<ReadonlyMap<string, LastRun>> {
  const starts = new Map<string, LastStart>();
  for await (const row of rowsOf(table, places.lastStarts)) starts.set(String(row.sk), LastStart.parse(row));
  const heads = await table.getMany([...starts.values()].map(({ run }) => places.head(run)));
  const states = new Map(heads.map((item) => RunHead.parse(item)).map(({ run, state }) => [run, state]));
  // What has no head yet was asked for, and waits for its turn.
  return new Map([...starts].map(([name, start]) => [name, { ...start, state: states.get(start.run) ?? 'planning' }]));
}
