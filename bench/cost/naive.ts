import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { sqsQueue } from '../../shared/aws/sqs-queue.ts';
import { billOf, type Charge, sumOf } from './bill.ts';
import { fakeAws } from './fake-aws.ts';
import type { WireItem } from './item-size.ts';
import { makeMeter } from './meter.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a design costs that was not thought about: a state transition, a message and a put for each page and record. */
export interface Naive {
  readonly dollars: number;
  readonly bill: readonly Charge[];
}

/** An invocation that stores one thing, 512 MB: seconds. */
const ONE_THING = 0.05;
/** An invocation that waits for a vendor's page. */
const ONE_PAGE = 0.3;
const INVOCATION_LOG = 330;
/** Of the records, so many are stored for real; the others cost the same. */
const SAMPLE = 5_000;

/** Stores the same pages and records, one by one. */
export async function runNaively(
  { clock, run }: VirtualTime,
  given: { readonly pages: number; readonly records: Iterable<WireItem> },
): Promise<Naive> {
  const meter = makeMeter();
  const aws = fakeAws(clock, meter);
  const url = 'https://sqs.us-east-1.amazonaws.com/1/naive';
  const urls = { collect: url, extract: url, convert: url };
  const queues = sqsQueue({ clock, chance: { next: () => 0.5 }, client: aws.sqs, urls });
  const one = async (queue: 'collect' | 'convert', id: string, seconds: number, store: () => Promise<unknown>) => {
    meter.add('transitions');
    await queues.send(queue, [{ id }]);
    meter.add('sqs receives and deletes', 2);
    meter.add('lambda invocations');
    meter.add('lambda gb-seconds', seconds * 0.5);
    meter.add('log bytes', INVOCATION_LOG);
    await store();
  };
  return run(async () => {
    for (let page = 0; page < given.pages; page += 1)
      await one('collect', `page ${page}`, ONE_PAGE, () =>
        aws.s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: `raw/${page}.json`, Body: Buffer.from('[]') })),
      );
    const ofPages = billOf(meter.take(), 0);
    let [records, stored] = [0, 0];
    for (const row of given.records) {
      records += 1;
      if (stored >= SAMPLE) continue;
      stored += 1;
      await one('convert', row.sk?.S ?? '', ONE_THING, () =>
        aws.dynamo.send(new PutItemCommand({ TableName: 'domain', Item: { ...row } })),
      );
    }
    const scale = records / Math.max(1, stored);
    const ofRecords = new Map(billOf(meter.take(), 0).map(({ what, dollars }) => [what, dollars * scale]));
    const bill = ofPages
      .map(({ what, dollars }) => ({ what, dollars: dollars + (ofRecords.get(what) ?? 0) }))
      .toSorted((a, b) => b.dollars - a.dollars);
    return { dollars: sumOf(bill), bill };
  });
}
