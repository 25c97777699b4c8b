import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { grantReadWrite } from './grants.ts';
import { NodeFunction } from './node-function.ts';

/** What is swept, and with what it is started again. */
export interface SweeperProps {
  readonly settings: Settings;
  readonly alarms: ITopic;
  readonly control: Table;
  readonly machine: StateMachine;
}

/** Starts runs again whose machine died: at once by its last words, and every 15 minutes by their silence. */
export class Sweeper extends Construct {
  constructor(scope: Construct, props: SweeperProps) {
    super(scope, 'sweeper');
    const sweep = new NodeFunction(this, 'sweep', {
      settings: props.settings,
      alarms: props.alarms,
      description: 'Starts runs again whose last tick is old',
      timeoutSeconds: 60,
      environment: { CONTROL_TABLE: props.control.tableName, MACHINE_ARN: props.machine.stateMachineArn },
    });
    grantReadWrite(props.control, sweep);
    props.machine.grantStartExecution(sweep);
    const deadLetterQueue = new DeadLetterQueue(this, 'dead', { alarms: props.alarms, runbook: 'a-sweep-was-lost' });
    const target = new LambdaFunction(sweep, { deadLetterQueue, retryAttempts: 3, maxEventAge: Duration.minutes(15) });
    new Rule(this, 'execution-ended-badly', {
      description: 'An execution of sluice-run failed, timed out or was aborted',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [props.machine.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      targets: [target],
    });
    new Rule(this, 'every-15-minutes', {
      description: 'Sweeps for runs that nothing ticks',
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [target],
    });
  }
}
