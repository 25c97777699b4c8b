import { RemovalPolicy, TimeZone } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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

/** A group of schedules, a role by which they may start the machine, and one schedule for each blueprint. */
export class BlueprintSchedules extends Construct {
  readonly group: ScheduleGroup;
  readonly role: Role;

  constructor(scope: Construct, props: BlueprintSchedulesProps) {
    super(scope, 'schedules');
    this.group = new ScheduleGroup(this, 'group', {
      scheduleGroupName: 'sluice',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
      description: 'Sluice: schedules may start runs',
    });
    props.machine.grantStartExecution(this.role);
    for (const blueprint of props.blueprints) {
      new Schedule(this, blueprint.name, {
        scheduleGroup: this.group,
        description: `Sluice: blueprint ${blueprint.name}`,
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
}
