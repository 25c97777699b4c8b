import { once } from 'node:events';
import { NotFoundError } from '../../shared/errors.ts';
import { readRunLog } from '../../shared/local/run-log.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { readHead } from '../../shared/pipeline/run-head.ts';
import { openUpgraded } from '../open-upgraded.ts';
import { noLog } from '../print-runs.ts';

/** What `sluice logs` was given. */
export interface LogsArguments {
  readonly run: string;
  readonly store: string;
  readonly item?: string;
  /** From the AWS account of the environment. */
  readonly deployed?: boolean;
}

/** Prints what happened to a run's work, one JSON line each: from the local store, or from the AWS account. */
export async function logs(given: LogsArguments): Promise<number> {
  if (!given.deployed) await checkRun(given);
  let lines = 0;
  for await (const line of given.deployed ? deployedLines(given) : readRunLog(given.store, given.run, given.item)) {
    lines += 1;
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  }
  if (lines === 0) throw new NotFoundError(noLog(given.run, given.item));
  return 0;
}

/** @throws NotFoundError when there is no such run */
async function checkRun({ run, store: folder }: LogsArguments): Promise<void> {
  const store = await openUpgraded(folder, 'read');
  try {
    await readHead(store.control, run);
  } finally {
    store.close();
  }
}

async function* deployedLines({ run, item }: { run: string; item?: string }): AsyncIterable<string> {
  // Loaded only here: the AWS SDK takes longer to load than most commands take.
  const [{ logsClient }, { queryRunLog }] = await Promise.all([
    import('../../shared/aws/clients.ts'),
    import('../../shared/aws/insights.ts'),
  ]);
  yield* await queryRunLog({ client: logsClient(), clock: systemClock }, run, item);
}
