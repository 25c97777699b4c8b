import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { askingEnvironment, grantSecrets } from './asking.ts';
import { grantGetObjects, grantPutObjects, grantReadWrite } from './grants.ts';
import { Worker } from './worker.ts';

/** Five minutes: long enough for what one item holds, short enough that a dead claim is not waited for long. */
const timeoutSeconds = 300;
/** A grant is what can be spent in 15 s; a token whose worker died rests until the function would have ended. */
const collectSeconds = 60;

/** What the stages read and write. */
export interface StagesProps {
  readonly settings: Settings;
  readonly alarms: ITopic;
  readonly deadLetterQueue: IQueue;
  readonly data: { readonly bucket: Bucket; readonly control: Table; readonly domain: Table };
}

/** The three stages that work by messages: collect → extract → convert. */
export class Stages extends Construct {
  readonly collect: Worker<'collect'>;
  readonly extract: Worker<'extract'>;
  readonly convert: Worker<'convert'>;

  constructor(scope: Construct, { settings, alarms, deadLetterQueue, data }: StagesProps) {
    super(scope, 'stages');
    const { bucket, control, domain } = data;
    const common = { settings, alarms, deadLetterQueue, timeoutSeconds, sdk: 'runtime' } as const;
    const environment = {
      CONTROL_TABLE: control.tableName,
      BUCKET: bucket.bucketName,
      FUNCTION_TIMEOUT_SECONDS: `${timeoutSeconds}`,
    };
    this.collect = new Worker(this, 'collect', {
      ...common,
      timeoutSeconds: collectSeconds,
      memoryMiB: 512,
      description: 'Makes the requests of a grant and stores the answers as a segment',
      environment: {
        ...environment,
        FUNCTION_TIMEOUT_SECONDS: `${collectSeconds}`,
        ...askingEnvironment(settings),
      },
    });
    this.extract = new Worker(this, 'extract', {
      ...common,
      memoryMiB: 1024,
      maxConcurrency: settings.concurrency.extract,
      description: 'Turns raw pages into tool records',
      environment,
    });
    this.convert = new Worker(this, 'convert', {
      ...common,
      memoryMiB: 1024,
      maxConcurrency: settings.concurrency.convert,
      description: 'Turns tool records into domain records, derives what needs several of them, and publishes both',
      environment: { ...environment, DOMAIN_TABLE: domain.tableName },
    });
    const [collect, extract, convert] = [this.collect.handler, this.extract.handler, this.convert.handler];
    for (const handler of [collect, extract, convert]) grantReadWrite(control, handler);
    grantReadWrite(domain, convert);
    grantSecrets(this, collect);
    grantGetObjects(bucket, collect, ['raw']);
    grantPutObjects(bucket, collect, ['raw']);
    grantGetObjects(bucket, extract, ['raw']);
    grantPutObjects(bucket, extract, ['tool']);
    grantGetObjects(bucket, convert, ['tool', 'body']);
    grantPutObjects(bucket, convert, ['tool', 'body', 'lake']);
  }

  /** Lets the dispatcher grant work over the three queues. */
  grantSend(grantee: IGrantable): void {
    for (const { queue } of [this.collect, this.extract, this.convert]) {
      queue.grant(grantee, 'sqs:SendMessage');
    }
  }
}
