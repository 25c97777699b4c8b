import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { NotFoundError, UnreachableError } from '../errors.ts';
import { BECAME, idsOfLife } from '../pipeline/item-life.ts';
import type { ClockPort } from '../pipeline/ports.ts';

/** Log groups of the functions begin so. */
const LOG_GROUPS = '/sluice/';
/** CloudWatch Logs Insights answers within this, or not at all. Milliseconds. */
const PATIENCE = 60_000;
const PAUSE = 500;
const MOST_LINES = 10_000;
const DAYS_BACK = 90;
const A_DAY = 86_400;

/**
 * The log lines of one run, oldest first, from every function that touched it; of one item's whole life, when it is named:
 * also under the names as which it was put back.
 */
export async function queryRunLog(ports: InsightsPorts, run: string, item?: string): Promise<readonly string[]> {
  const ofRun = like(run);
  if (item === undefined) return query(ports, ofRun);
  const telling = await query(ports, `${ofRun} and (${BECAME.map(like).join(' or ')})`);
  return query(ports, `${ofRun} and (${[...idsOfLife(telling, item)].map(like).join(' or ')})`);
}

/** What asking CloudWatch Logs Insights works with. */
interface InsightsPorts {
  readonly client: CloudWatchLogsClient;
  readonly clock: ClockPort;
}

const like = (text: string): string => `@message like ${JSON.stringify(text)}`;

/** The lines that pass a filter, oldest first. */
async function query({ client, clock }: InsightsPorts, filter: string): Promise<readonly string[]> {
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: LOG_GROUPS }));
  const logGroupNames = logGroups.flatMap(({ logGroupName }) => (logGroupName ? [logGroupName] : []));
  if (logGroupNames.length === 0)
    throw new NotFoundError(`there are no log groups ${LOG_GROUPS}*; is Sluice deployed in this region?`);
  const seconds = Math.ceil(clock.now() / 1000);
  const { queryId } = await client.send(
    new StartQueryCommand({
      logGroupNames,
      startTime: seconds - DAYS_BACK * A_DAY,
      endTime: seconds + 60,
      queryString: `fields @timestamp, @message | filter ${filter} | sort @timestamp asc`,
      limit: MOST_LINES,
    }),
  );
  const end = clock.now() + PATIENCE;
  for (;;) {
    const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
    if (status === 'Complete')
      return results.flatMap((fields) =>
        fields.flatMap(({ field, value }) => (field === '@message' && value ? [value.trimEnd()] : [])),
      );
    if (status === 'Failed' || status === 'Cancelled' || clock.now() > end)
      throw new UnreachableError(`CloudWatch Logs Insights gave no answer (${status}); try again`);
    await clock.sleep(PAUSE);
  }
}
