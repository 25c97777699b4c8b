import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { logGroupOf } from '../contract/environment.ts';
import { NotFoundError } from '../errors.ts';
import type { ClockPort, TablePort } from '../pipeline/ports.ts';
import { readHead } from '../pipeline/run-head.ts';
import { queryRunLog } from './insights.ts';

/** Props of the log of deployed runs. */
export interface RunLogProps {
  readonly table: TablePort;
  readonly client: CloudWatchLogsClient;
  readonly clock: ClockPort;
  /** How long an answer may take, in milliseconds. */
  readonly longest: number;
}

/** The functions that tell what happened to work. */
export const TELLING = ['dispatch', 'collect', 'extract', 'convert'] as const;

/** Clocks of two machines may differ by so much. */
const MARGIN = 60_000;

/**
 * The lines of a run's log as a local run writes them, out of the logs of the functions that worked on it; a line is there
 * some seconds after it was written.
 *
 * @throws NotFoundError when there is no such run, or nothing was told of it yet
 */
export const deployedRunLog = ({ table, client, clock, longest }: RunLogProps) =>
  async function* lines(run: string, item?: string): AsyncIterable<string> {
    const { createdAt } = await readHead(table, run);
    const until = clock.now() + longest;
    const from = createdAt - MARGIN;
    const found = await queryRunLog({ client, clock, groups: TELLING.map(logGroupOf), from, until }, run, item);
    if (found.length === 0 && item === undefined) throw new NotFoundError(`there is no log of a run "${run}" yet`);
    yield* found;
  };
