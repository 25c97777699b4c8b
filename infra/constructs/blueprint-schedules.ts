import { RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { RunRequest } from '../../shared/contract/run.ts';
import type { Blueprint } from '../settings.ts';

/** What starts when. */
export interface BlueprintSchedulesProps {
  readonly deadLetterQueue: IQueue;
  readonly machine: IStateMachine;
  readonly blueprints: readonly Blueprint[];
}

/** What the machine is given: the schedule and its time make the run's id, so a doubled trigger is one run. */
const input = ({ name, scopes, connection, options }: Blueprint): ScheduleTargetInput => {
  const trigger = { kind: 'schedule', blueprint: name, scheduledAt: ContextAttribute.scheduledTime } as const;
  const request: z.input<typeof RunRequest> = {
    trigger,
    scopes: [...scopes],
    ...(connection && { connection }),
    options,
  };
  return ScheduleTargetInput.fromObject(request);
};

/** A fixed name, so that schedules which are made later can be named in a policy. */
const GROUP = 'sluice';

/**
 * A group of schedules, a role by which they may start the machine, and one schedule for each blueprint of `cdk.json`.
 * Those of blueprints that are configured (in a file, over the API) are made by Sluice itself, under the same names.
 */
export class BlueprintSchedules extends Construct {
  readonly group: ScheduleGroup;
  readonly role: Role;
  /** What a function is told that makes schedules. */
  readonly environment: Readonly<
    Record<'MACHINE_ARN' | 'SCHEDULE_GROUP' | 'SCHEDULE_ROLE_ARN' | 'DEAD_LETTER_ARN', string>
  >;

  constructor(scope: Construct, props: BlueprintSchedulesProps) {
    super(scope, 'schedules');
    this.group = new ScheduleGroup(this, 'group', {
      scheduleGroupName: GROUP,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
      description: 'Sluice: schedules may start runs',
    });
    props.machine.grantStartExecution(this.role);
    props.deadLetterQueue.grant(this.role, 'sqs:SendMessage');
    this.environment = {
      MACHINE_ARN: props.machine.stateMachineArn,
      SCHEDULE_GROUP: GROUP,
      SCHEDULE_ROLE_ARN: this.role.roleArn,
      DEAD_LETTER_ARN: props.deadLetterQueue.queueArn,
    };
    for (const blueprint of props.blueprints) {
      new Schedule(this, blueprint.name, {
        // The name that a configured blueprint's schedule has: of two of a name, one is refused.
        scheduleName: blueprint.name,
        scheduleGroup: this.group,
        description: `Sluice: blueprint ${blueprint.name} of cdk.json`,
        enabled: blueprint.enabled,
        schedule: ScheduleExpression.expression(blueprint.schedule, TimeZone.of(blueprint.timezone)),
        target: new StepFunctionsStartExecution(props.machine, {
          role: this.role,
          input: input(blueprint),
          deadLetterQueue: props.deadLetterQueue,
        }),
      });
    }
  }

  /** Making, changing and removing schedules of the group, which start the machine by its role and by no other. */
  grantManage(grantee: IGrantable): void {
    const own = { service: 'scheduler', resource: 'schedule', resourceName: `${GROUP}/*` };
    const verbs = ['Get', 'Create', 'Update', 'Delete'];
    const actions = verbs.map((verb) => `scheduler:${verb}Schedule`);
    const manage = new PolicyStatement({ actions, resources: [Stack.of(this).formatArn(own)] });
    const pass = new PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [this.role.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    });
    for (const statement of [manage, pass]) grantee.grantPrincipal.addToPrincipalPolicy(statement);
  }
}
