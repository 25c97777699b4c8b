import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { NodeFunction, type NodeFunctionProps } from './node-function.ts';

/** A stage whose work arrives by messages. */
export type WorkerName = 'collect' | 'extract' | 'convert';

/** A worker is a function, and how its queue feeds it. */
export interface WorkerProps<Name extends WorkerName> extends NodeFunctionProps<Name> {
  readonly deadLetterQueue: IQueue;
  /** @default unlimited: the dispatcher grants no more than the budgets allow */
  readonly maxConcurrency?: number;
}

/** Queue and function of one stage. */
export class Worker<Name extends WorkerName> extends Construct {
  readonly queue: Queue;
  readonly handler: NodeFunction<Name>;

  constructor(scope: Construct, name: Name, props: WorkerProps<Name>) {
    super(scope, `${name}-worker`);
    this.handler = new NodeFunction<Name>(this, name, props);
    this.queue = new Queue(this, 'queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six timeouts, as AWS advises: a throttled mapping must not see its own message come back.
      visibilityTimeout: Duration.seconds(6 * props.timeoutSeconds),
      deadLetterQueue: { queue: props.deadLetterQueue, maxReceiveCount: 5 },
    });
    this.handler.addEventSource(
      new SqsEventSource(this.queue, {
        // A message is one grant, which fills an invocation by itself.
        batchSize: 1,
        reportBatchItemFailures: true,
        ...(props.maxConcurrency === undefined ? {} : { maxConcurrency: props.maxConcurrency }),
      }),
    );
  }
}
