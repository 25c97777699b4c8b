import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { alarmAt } from './alarm.ts';

/** Whom a dead letter is told to, and what it was. */
export interface DeadLetterQueueProps {
  readonly alarms: ITopic;
  /** Heading of the runbook, as its anchor. */
  readonly runbook: string;
}

/** A queue that should stay empty, and its alarm. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The longest that SQS keeps a message: a long holiday should not lose what went wrong.
      retentionPeriod: Duration.days(14),
    });
    alarmAt(this, 'depth', {
      topic: props.alarms,
      metric: this.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: 1,
      description: `messages are dead in ${id}; see docs/runbook.md#${props.runbook}`,
    });
  }
}
