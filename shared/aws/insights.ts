import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { NotFoundError, UnreachableError } from '../errors.ts';
import { BECAME, idsOfLife, tellsOf } from '../pipeline/item-life.ts';
import type { ClockPort } from '../pipeline/ports.ts';

/** Log groups of the functions begin so. */
const LOG_GROUPS = '/sluice/';
/** CloudWatch Logs Insights answers within this, or not at all. Milliseconds. */
const PATIENCE = 60_000;
const PAUSE = 500;
/** What Insights answers at most to one query. */
const MOST_LINES = 10_000;
const DAYS_BACK = 90;
const A_DAY = 86_400;

/** What asking CloudWatch Logs Insights works with. */
export interface InsightsPorts {
  readonly client: CloudWatchLogsClient;
  readonly clock: ClockPort;
  /** @default all of Sluice's, which are listed first */
  readonly groups?: readonly string[];
  /** Epoch milliseconds of the first line. @default 90 days ago */
  readonly from?: number;
  /** Epoch milliseconds after which no answer is waited for. @default a minute for each query */
  readonly until?: number;
}

/**
 * The log lines of one run, oldest first, from every function that worked on it, as a local run writes them; of one item's
 * whole life, when it is named: also under the names as which it was put back.
 *
 * @throws UnreachableError when there is no answer in time
 */
export async function queryRunLog(ports: InsightsPorts, run: string, item?: string): Promise<readonly string[]> {
  const groups = ports.groups ?? (await groupsOf(ports));
  const asked = { ...ports, groups };
  const ofRun = like(run);
  const found = async (filter: string): Promise<readonly string[]> =>
    // What was kept first need not have been told first: several functions tell at a time.
    (await query(asked, filter)).flatMap((line) => plainLine(line, run) ?? []).toSorted(byTime);
  if (item === undefined) return found(ofRun);
  const telling = await found(`${ofRun} and (${BECAME.map(like).join(' or ')})`);
  // The log may answer more than it was asked for.
  const ids = idsOfLife(
    telling.filter((line) => BECAME.some((text) => line.includes(text))),
    item,
  );
  const lines = await found(`${ofRun} and (${[...ids].map(like).join(' or ')})`);
  return lines.filter((line) => tellsOf(line, ids));
}

const like = (text: string): string => `@message like ${JSON.stringify(text)}`;

const Line = z.looseObject({ timestamp: z.string(), message: z.string(), run: z.string() });

/** What a function's logger adds to each fact. */
const OF_LOGGER: ReadonlySet<string> = new Set([
  'level',
  'service',
  'cold_start',
  'function_arn',
  'function_memory_size',
  'function_name',
  'function_request_id',
  'sampling_rate',
  'tenant_id',
  'xray_trace_id',
]);

/** A line as the log of a local run has it; undefined where it tells of something else. */
export function plainLine(text: string, run: string): string | undefined {
  const read = Line.safeParse(jsonOrNothing(text));
  if (!read.success || read.data.run !== run) return undefined;
  const { timestamp, message, ...details } = read.data;
  const told = Object.entries(details).filter(([key]) => !OF_LOGGER.has(key));
  return JSON.stringify({ timestamp, message, ...Object.fromEntries(told) });
}

/** A line begins with its time, all of which are as long. */
const A_TIME = '{"timestamp":"2026-01-01T00:00:00.000Z"'.length;

const byTime = (a: string, b: string): number => {
  const [left, right] = [a.slice(0, A_TIME), b.slice(0, A_TIME)];
  return left < right ? -1 : Number(left > right);
};

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function groupsOf({ client }: InsightsPorts): Promise<readonly string[]> {
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: LOG_GROUPS }));
  const groups = logGroups.flatMap(({ logGroupName }) => (logGroupName ? [logGroupName] : []));
  if (groups.length > 0) return groups;
  throw new NotFoundError(`there are no log groups ${LOG_GROUPS}*; is Sluice deployed in this region?`);
}

/** A line with what tells it from others, and its second. */
interface Found {
  readonly id: string;
  readonly second: number;
  readonly message: string;
}

/** The lines that pass a filter, oldest first; where they are more than one answer holds, it is asked again from the last second on. */
async function query(ports: InsightsPorts, filter: string): Promise<readonly string[]> {
  const now = Math.ceil(ports.clock.now() / 1000);
  const lines = new Map<string, string>();
  let from = ports.from === undefined ? now - DAYS_BACK * A_DAY : Math.floor(ports.from / 1000);
  for (;;) {
    const found = await queryFrom(ports, filter, from, now + 60);
    const before = lines.size;
    for (const { id, message } of found) lines.set(id, message);
    const last = found.at(-1)?.second ?? from;
    if (found.length < MOST_LINES || lines.size === before) return [...lines.values()];
    // Of a second with more lines than an answer holds, nothing more can be had.
    from = Math.max(last, from + 1);
  }
}

async function queryFrom(
  { client, clock, groups = [], until }: InsightsPorts,
  filter: string,
  startTime: number,
  endTime: number,
): Promise<readonly Found[]> {
  const { queryId } = await client.send(
    new StartQueryCommand({
      logGroupNames: [...groups],
      startTime,
      endTime,
      queryString: `fields @timestamp, @message | filter ${filter} | sort @timestamp asc`,
      limit: MOST_LINES,
    }),
  );
  const end = Math.min(clock.now() + PATIENCE, until ?? Number.POSITIVE_INFINITY);
  for (;;) {
    const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
    if (status === 'Complete') return results.map(foundIn).filter(({ message }) => message !== '');
    if (status === 'Failed' || status === 'Cancelled' || clock.now() > end)
      throw new UnreachableError(`CloudWatch Logs Insights gave no answer (${status}); try again`);
    await clock.sleep(PAUSE);
  }
}

function foundIn(
  fields: readonly { readonly field?: string | undefined; readonly value?: string | undefined }[],
): Found {
  const value = (name: string): string => fields.find(({ field }) => field === name)?.value ?? '';
  const at = value('@timestamp');
  const message = value('@message').trimEnd();
  // Insights writes times in UTC and does not say so.
  const second = Math.floor(Date.parse(`${at.replace(' ', 'T')}Z`) / 1000);
  return { id: value('@ptr') || `${at} ${message}`, second, message };
}
