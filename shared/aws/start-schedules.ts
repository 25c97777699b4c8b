import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { SchedulePort, StartSchedule } from '../pipeline/ports.ts';
import { schedulerClient } from './clients.ts';
import { callOptions, nameOf, type Patience, persist, type Try } from './patience.ts';

/** What schedules are made of. */
export interface StartSchedulesProps extends Patience {
  readonly client: SchedulerClient;
  readonly group: string;
  readonly machineArn: string;
  /** By which the scheduler may start the machine. */
  readonly roleArn: string;
  /** Where a start goes that could not be made. */
  readonly deadLetterArn: string;
}

/** What a function that makes schedules is told. */
export interface SchedulePlaces {
  readonly MACHINE_ARN: string;
  readonly SCHEDULE_GROUP: string;
  readonly SCHEDULE_ROLE_ARN: string;
  readonly DEAD_LETTER_ARN: string;
}

/** The schedules of a deployment. */
export const deployedSchedules = (patience: Patience, told: SchedulePlaces): SchedulePort =>
  startSchedules({
    ...patience,
    client: schedulerClient(),
    group: told.SCHEDULE_GROUP,
    machineArn: told.MACHINE_ARN,
    roleArn: told.SCHEDULE_ROLE_ARN,
    deadLetterArn: told.DEAD_LETTER_ARN,
  });

/** The most that EventBridge Scheduler takes; the age of a start ends its trying before. */
const MOST_RETRIES = 185;

/** Tells our schedules from those of the deployment, which have names of the same group. */
const describe = (blueprint: string): string => `Sluice: blueprint ${blueprint}, as it is configured`;

/** Schedules of EventBridge Scheduler: one a blueprint, under its name, in one group. */
export function startSchedules(props: StartSchedulesProps): SchedulePort {
  const { client, group } = props;
  const get = async (name: string): Promise<GetScheduleCommandOutput | undefined> => {
    try {
      return await client.send(new GetScheduleCommand({ GroupName: group, Name: name }), callOptions(props));
    } catch (cause) {
      if (nameOf(cause) === 'ResourceNotFoundException') return undefined;
      throw cause;
    }
  };
  const make = async (input: CreateScheduleCommandInput): Promise<Try<void>> => {
    const there = await get(input.Name ?? '');
    if (there && (isForeign(there) || isSame(there, input))) return { answer: undefined };
    try {
      if (there) await client.send(new UpdateScheduleCommand(input), callOptions(props));
      else await client.send(new CreateScheduleCommand(input), callOptions(props));
      return { answer: undefined };
    } catch (cause) {
      // Somebody else has made or removed it meanwhile.
      if (/^(ConflictException|ResourceNotFoundException)$/.test(nameOf(cause))) return { again: cause };
      throw cause;
    }
  };
  const remove = async (name: string): Promise<Try<void>> => {
    const there = await get(name);
    if (!there || isForeign(there)) return { answer: undefined };
    try {
      await client.send(new DeleteScheduleCommand({ GroupName: group, Name: name }), callOptions(props));
    } catch (cause) {
      if (nameOf(cause) === 'ConflictException') return { again: cause };
      if (nameOf(cause) !== 'ResourceNotFoundException') throw cause;
    }
    return { answer: undefined };
  };
  return {
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
    timeMark: '<aws.scheduler.scheduled-time>',
    isForeign: (name) =>
      persist(`reading the schedule "${name}"`, props, async () => {
        const there = await get(name);
        return { answer: there !== undefined && isForeign(there) };
      }),
    put: (schedule) =>
      persist(`making the schedule "${schedule.blueprint}"`, props, () => make(inputOf(props, schedule))),
    remove: (name) => persist(`removing the schedule "${name}"`, props, () => remove(name)),
  };
}

const isForeign = ({ Name = '', Description }: GetScheduleCommandOutput): boolean => Description !== describe(Name);

const inputOf = (
  { group, machineArn, roleArn, deadLetterArn }: StartSchedulesProps,
  { blueprint, expression, zone, isEnabled, trySeconds, request }: StartSchedule,
): CreateScheduleCommandInput => ({
  Name: blueprint,
  GroupName: group,
  Description: describe(blueprint),
  ScheduleExpression: expression,
  ScheduleExpressionTimezone: zone,
  State: isEnabled ? 'ENABLED' : 'DISABLED',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: {
    Arn: machineArn,
    RoleArn: roleArn,
    Input: JSON.stringify(request),
    DeadLetterConfig: { Arn: deadLetterArn },
    RetryPolicy: { MaximumEventAgeInSeconds: trySeconds, MaximumRetryAttempts: MOST_RETRIES },
  },
});

/** Whether nothing that we say of a schedule is otherwise. */
const isSame = (there: GetScheduleCommandOutput, input: CreateScheduleCommandInput): boolean =>
  said(there) === said(input);

function said({
  ScheduleExpression,
  ScheduleExpressionTimezone,
  State,
  Target,
}: GetScheduleCommandOutput | CreateScheduleCommandInput): string {
  const { Arn, RoleArn, Input, DeadLetterConfig, RetryPolicy } = Target ?? {};
  const { MaximumEventAgeInSeconds, MaximumRetryAttempts } = RetryPolicy ?? {};
  const target = [Arn, RoleArn, Input, DeadLetterConfig?.Arn, MaximumEventAgeInSeconds, MaximumRetryAttempts];
  return JSON.stringify([ScheduleExpression, ScheduleExpressionTimezone, State, ...target]);
}
