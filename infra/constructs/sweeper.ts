import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { grantGetObjects, grantMarkObjects, grantRead, grantReadWrite } from './grants.ts';
import { NodeFunction } from './node-function.ts';

/** What is swept, and with what it is started again. */
export interface SweeperProps {
  readonly settings: Settings;
  readonly alarms: ITopic;
  readonly deadLetterQueue: IQueue;
  readonly data: { readonly bucket: Bucket; readonly control: Table; readonly domain: Table };
  readonly machine: StateMachine;
}

/** What the operator is told of an execution that ended badly. */
const lastWords = RuleTargetInput.fromText(
  `execution ${EventField.fromPath('$.detail.name')} of sluice-run ended ${EventField.fromPath('$.detail.status')}; see docs/runbook.md#an-execution-ended-badly`,
);

/**
 * Starts runs again whose machine died: at once by its last words, and every 15 minutes by their silence. Marks objects that
 * nothing names any more; the lifecycle rule of the bucket lets only those expire.
 */
export class Sweeper extends Construct {
  constructor(scope: Construct, props: SweeperProps) {
    super(scope, 'sweeper');
    const { bucket, control, domain } = props.data;
    const sweep = new NodeFunction(this, 'sweep', {
      settings: props.settings,
      description: 'Starts runs again whose last tick is old, marks objects that are replaced',
      // It marks for a minute; the other one is for the runs before, and for what is under way.
      timeoutSeconds: 120,
      memoryMiB: 512,
      sdk: 'runtime',
      environment: {
        CONTROL_TABLE: control.tableName,
        DOMAIN_TABLE: domain.tableName,
        BUCKET: bucket.bucketName,
        MACHINE_ARN: props.machine.stateMachineArn,
      },
    });
    grantReadWrite(control, sweep);
    grantRead(domain, sweep);
    grantGetObjects(bucket, sweep, ['tool']);
    grantMarkObjects(bucket, sweep, ['raw', 'tool', 'lake']);
    props.machine.grantStartExecution(sweep);
    const { deadLetterQueue } = props;
    const target = new LambdaFunction(sweep, { deadLetterQueue, retryAttempts: 3, maxEventAge: Duration.minutes(15) });
    new Rule(this, 'execution-ended-badly', {
      description: 'An execution of sluice-run failed, timed out or was aborted',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [props.machine.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      // Told at once and for nothing, where an alarm on each way to end badly would cost $0.10 a month.
      targets: [target, new SnsTopic(props.alarms, { message: lastWords })],
    });
    new Rule(this, 'every-15-minutes', {
      description: 'Sweeps for runs that nothing ticks',
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [target],
    });
  }
}
