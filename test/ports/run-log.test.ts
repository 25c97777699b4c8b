import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import * as z from 'zod';
import { plainLine, queryRunLog } from '../../shared/aws/insights.ts';

const FACT = { run: 'r-1', connection: 'github/github', items: ['i-1'], attempt: 1 };
const AT = '2026-01-01T00:00:00.000Z';

test("a function's line is what a local run writes", () => {
  const logged = {
    level: 'INFO',
    message: 'requests sent',
    timestamp: AT,
    service: 'sluice',
    cold_start: true,
    function_arn: 'arn:aws:lambda:eu-west-1:1:function:sluice-collect',
    function_memory_size: '512',
    function_name: 'sluice-collect',
    function_request_id: 'q-1',
    sampling_rate: 0,
    xray_trace_id: '1-2-3',
    ...FACT,
  };

  expect(plainLine(`${JSON.stringify(logged)}\n`, 'r-1')).toBe(
    JSON.stringify({ timestamp: AT, message: 'requests sent', ...FACT }),
  );
});

test.each([
  ['of another run', JSON.stringify({ timestamp: AT, message: 'requests sent', ...FACT, run: 'r-10' })],
  ['that is no fact', 'END RequestId: q-1 of r-1'],
  ['that was cut off', '{"timestamp":"2026", "run":"r-1"'],
])('a line %s is left out', (_, line) => {
  expect(plainLine(line, 'r-1')).toBeUndefined();
});

const Query = z.object({ startTime: z.number(), queryString: z.string(), logGroupNames: z.array(z.string()) });
type Asked = z.infer<typeof Query>;

/** What Insights answers at most. */
const MOST = 10_000;

/** A log that answers as CloudWatch Logs Insights does: from a second on, so many lines at most. */
describe('the log of a run', () => {
  let server: Server;
  let client: CloudWatchLogsClient;
  let log: readonly { readonly at: number; readonly fact: object }[];
  let asked: Asked[];
  /** Whether it looks for more than the run's name: an emulator does not. */
  let isExact: boolean;

  const answerTo = (body: unknown): object => {
    const query = Query.safeParse(body);
    if (query.success) {
      asked.push(query.data);
      return { queryId: String(asked.length - 1) };
    }
    const { startTime, queryString } = asked[Number(z.object({ queryId: z.string() }).parse(body).queryId)] ?? {
      startTime: 0,
      queryString: '',
    };
    const wanted = [...queryString.matchAll(/(?:"((?:\\.|[^"\\])*)")/g)].map(([, text = '']) =>
      JSON.parse(`"${text}"`),
    );
    const [run, ...any] = wanted;
    const results = log
      .map(({ at, fact }, index) => ({ at, index, message: JSON.stringify({ ...fact, function_name: 'sluice-x' }) }))
      .filter(({ at, message }) => Math.floor(at / 1000) >= startTime && message.includes(run))
      .filter(({ message }) => !isExact || any.length === 0 || any.some((text) => message.includes(text)))
      .slice(0, MOST)
      .map(({ at, index, message }) => [
        { field: '@timestamp', value: new Date(at).toISOString().replace('T', ' ').replace('Z', '') },
        { field: '@message', value: message },
        { field: '@ptr', value: `ptr-${index}` },
      ]);
    return { status: 'Complete', results };
  };

  beforeEach(async () => {
    asked = [];
    isExact = true;
    server = createServer(async (request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answerTo(await json(request))));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    client = new CloudWatchLogsClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  });
  afterEach(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });

  const BEGIN = Date.parse(AT);
  const clock = { now: () => BEGIN + 3_600_000, sleep: async () => {} };
  const factAt = (at: number, fact: object) => ({
    at,
    fact: { timestamp: new Date(at).toISOString(), message: 'requests sent', run: 'r-1', ...fact },
  });
  const lines = (item?: string) =>
    queryRunLog({ client, clock, groups: ['/sluice/collect'], from: BEGIN }, 'r-1', item);

  it('is whole where it is more than one answer holds, each line once', async () => {
    // A thousand lines a second, so that an answer ends within one.
    log = Array.from({ length: 2 * MOST + 500 }, (_, i) => factAt(BEGIN + i + 300, { items: [`i-${i}`] }));

    const found = await lines();

    expect(found).toHaveLength(log.length);
    expect(new Set(found).size).toBe(log.length);
    expect(asked.map(({ startTime }) => startTime)).toEqual([0, 10, 19].map((seconds) => BEGIN / 1000 + seconds));
    expect(asked[0]?.logGroupNames).toEqual(['/sluice/collect']);
  });

  it('is in the order in which it was told, not kept', async () => {
    log = [factAt(BEGIN + 50, { items: ['later'] }), factAt(BEGIN + 20, { items: ['sooner'] })];

    expect((await lines()).map((line) => JSON.parse(line).items)).toEqual([['sooner'], ['later']]);
  });

  it.each([true, false])('of an item follows it under the names as which it was put back (%s)', async (exact) => {
    isExact = exact;
    log = [
      factAt(BEGIN, { items: ['one'], back: ['two'] }),
      factAt(BEGIN + 10, { items: ['other'] }),
      factAt(BEGIN + 15, { items: ['two', 'beside'], message: 'work granted' }),
      factAt(BEGIN + 16, { items: ['beside'] }),
      factAt(BEGIN + 20, { items: ['two'] }),
    ];

    expect((await lines('one')).map((line) => JSON.parse(line).items)).toEqual([['one'], ['two', 'beside'], ['two']]);
  });
});
