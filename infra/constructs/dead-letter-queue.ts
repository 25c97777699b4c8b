import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { alarmAt } from './alarm.ts';

/** Whom a dead letter is told to. */
export interface DeadLetterQueueProps {
  readonly alarms: ITopic;
}

/**
 * The queue that should stay empty, and its alarm: grants, sweeps and schedules that nobody could be given. One for all of
 * them, as each alarm costs $0.10 a month and a letter tells by itself what it was.
 */
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
      description: 'messages are dead; see docs/runbook.md#messages-are-dead',
    });
  }
}
