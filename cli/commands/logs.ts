import { once } from 'node:events';
import { readRunLog } from '../../shared/local/run-log.ts';
import { systemClock } from '../../shared/local/system-clock.ts';

/** Prints what happened to a run's work, one JSON line each: from the local store, or from the AWS account. */
export async function logs(given: { run: string; store: string; item?: string; deployed?: boolean }): Promise<number> {
  for await (const line of given.deployed ? deployedLines(given) : readRunLog(given.store, given.run, given.item))
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  return 0;
}

async function* deployedLines({ run, item }: { run: string; item?: string }): AsyncIterable<string> {
  // Loaded only here: the AWS SDK takes longer to load than most commands take.
  const [{ logsClient }, { queryRunLog }] = await Promise.all([
    import('../../shared/aws/clients.ts'),
    import('../../shared/aws/insights.ts'),
  ]);
  yield* await queryRunLog({ client: logsClient(), clock: systemClock }, run, item);
}
