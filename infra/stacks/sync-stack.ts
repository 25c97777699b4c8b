import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { askingEnvironment, grantSecrets } from '../constructs/asking.ts';
import { BlueprintSchedules } from '../constructs/blueprint-schedules.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { grantReadWrite } from '../constructs/grants.ts';
import { Machine } from '../constructs/machine.ts';
import { Migrator } from '../constructs/migrator.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Stages } from '../constructs/stages.ts';
import { Sweeper } from '../constructs/sweeper.ts';
import type { Settings } from '../settings.ts';
import type { DataStack } from './data-stack.ts';

/** Nine history events a loop: 2,000 loops are 18,000 of 25,000, and leave room for retries. */
const handoverAfterLoops = '2000';

/** What is synced into. */
export interface SyncStackProps extends StackProps {
  readonly settings: Settings;
  readonly data: DataStack;
}

/** What moves data: queues, functions, the state machine and its schedules. */
export class SyncStack extends Stack {
  readonly alarms: AlarmTopic;
  readonly machine: Machine;
  readonly schedules: BlueprintSchedules;

  constructor(scope: Construct, id: string, props: SyncStackProps) {
    super(scope, id, { ...props, description: 'Sluice: the sync' });
    const { settings, data } = props;
    this.alarms = new AlarmTopic(this, 'alarms', { email: settings.alarmEmail });
    // The machine tries its three functions again, and tells of an execution that failed all the same.
    const common = { settings, timeoutSeconds: 60 };
    const { control } = data;
    const deadLetterQueue = new DeadLetterQueue(this, 'dead', { alarms: this.alarms });
    const stages = new Stages(this, { settings, alarms: this.alarms, deadLetterQueue, data });
    const plan = new NodeFunction(this, 'plan', {
      ...common,
      sdk: 'runtime',
      description: 'Takes the leases of a run and writes its first work items',
      environment: { CONTROL_TABLE: control.tableName, ...askingEnvironment(settings) },
    });
    grantSecrets(this, plan);
    const dispatch = new NodeFunction(this, 'dispatch', {
      ...common,
      description: 'Ticks: folds what is done, grants what may start',
      environment: {
        CONTROL_TABLE: control.tableName,
        COLLECT_QUEUE_URL: stages.collect.queue.queueUrl,
        EXTRACT_QUEUE_URL: stages.extract.queue.queueUrl,
        CONVERT_QUEUE_URL: stages.convert.queue.queueUrl,
        FUNCTION_TIMEOUT_SECONDS: `${common.timeoutSeconds}`,
        HANDOVER_AFTER_LOOPS: handoverAfterLoops,
      },
    });
    stages.grantSend(dispatch);
    const finish = new NodeFunction(this, 'finish', {
      ...common,
      description: 'Moves cursors, writes the report, releases the leases',
      environment: { CONTROL_TABLE: control.tableName },
    });
    for (const grantee of [plan, dispatch, finish]) grantReadWrite(control, grantee);
    this.machine = new Machine(this, 'run', { settings, plan, dispatch, finish });
    const sweeper = new Sweeper(this, { settings, alarms: this.alarms, deadLetterQueue, data, machine: this.machine });
    const { blueprints } = settings;
    const schedules = new BlueprintSchedules(this, { deadLetterQueue, machine: this.machine, blueprints });
    this.schedules = schedules;
    const after = [plan, dispatch, finish, stages, sweeper, schedules];
    new Migrator(this, { settings, deadLetterQueue, control, schedules, after });
    new CfnOutput(this, 'MachineArn', { value: this.machine.stateMachineArn });
    new CfnOutput(this, 'AlarmTopicArn', { value: this.alarms.topicArn });
    new CfnOutput(this, 'ScheduleGroup', { value: schedules.group.scheduleGroupName });
    new CfnOutput(this, 'ScheduleRoleArn', { value: schedules.role.roleArn });
    new CfnOutput(this, 'CollectQueueUrl', { value: stages.collect.queue.queueUrl });
    new CfnOutput(this, 'ExtractQueueUrl', { value: stages.extract.queue.queueUrl });
    new CfnOutput(this, 'ConvertQueueUrl', { value: stages.convert.queue.queueUrl });
  }
}
