import { Aws, Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  type Chain,
  Choice,
  Condition,
  CustomState,
  Fail,
  JitterType,
  type RetryProps,
  Succeed,
  TaskInput,
  type TaskStateBase,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke, type LambdaInvokeJsonataProps } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/** The functions behind the states. */
export interface HeartbeatProps {
  readonly plan: IFunction;
  readonly dispatch: IFunction;
  readonly finish: IFunction;
}

/** Lambda itself was ill or busy: the call may never have arrived, so it is made again, for about ten minutes. */
const serviceFaults: RetryProps = {
  errors: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.TooManyRequestsException',
  ],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 12,
  maxDelay: Duration.minutes(1),
  jitterStrategy: JitterType.FULL,
};

/** The function failed: each step can be repeated, so a passing fault is not yet a failed execution. */
const ownFaults: RetryProps = {
  errors: ['States.TaskFailed', 'States.Timeout'],
  interval: Duration.seconds(5),
  backoffRate: 3,
  maxAttempts: 3,
  jitterStrategy: JitterType.FULL,
};

/** Plan → dispatch ⇄ wait → finish, or hand over to a fresh execution before the history fills. */
export const heartbeat = (scope: Construct, { plan, dispatch, finish }: HeartbeatProps): Chain => {
  const step = (
    stateName: string,
    lambdaFunction: IFunction,
    props: Partial<LambdaInvokeJsonataProps>,
  ): TaskStateBase =>
    LambdaInvoke.jsonata(scope, `${stateName}-state`, {
      stateName,
      lambdaFunction,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      ...props,
    })
      .addRetry(serviceFaults)
      .addRetry(ownFaults);
  const run = '{% $run %}';
  const planning = step('plan', plan, { assign: { run: '{% $states.result.run %}', loop: 0 } });
  const dispatching = step('dispatch', dispatch, {
    payload: TaskInput.fromObject({ run, loop: '{% $loop %}', execution: '{% $states.context.Execution.Name %}' }),
  });
  const waiting = Wait.jsonata(scope, 'wait', {
    time: WaitTime.seconds('{% $states.input.waitSeconds %}'),
    assign: { loop: '{% $loop + 1 %}' },
  });
  const finishing = step('finish', finish, { payload: TaskInput.fromObject({ run }) });
  const succeed = Succeed.jsonata(scope, 'succeed');
  const handover = new CustomState(scope, 'handover', {
    stateJson: {
      Type: 'Task',
      Resource: `arn:${Aws.PARTITION}:states:::states:startExecution`,
      Arguments: {
        StateMachineArn: '{% $states.context.StateMachine.Id %}',
        Name: '{% $states.input.nextExecutionName %}',
        Input: { run },
      },
      // A doubled handover found its own work done.
      Catch: [{ ErrorEquals: ['StepFunctions.ExecutionAlreadyExistsException'], Next: 'succeed' }],
    },
  });
  const next = Choice.jsonata(scope, 'next')
    .when(Condition.jsonata("{% $states.input.state = 'wait' %}"), waiting.next(dispatching))
    .when(Condition.jsonata("{% $states.input.state = 'handover' %}"), handover.next(succeed))
    .when(Condition.jsonata("{% $states.input.state = 'finished' %}"), finishing.next(succeed))
    .otherwise(Fail.jsonata(scope, 'unknown-state', { error: 'UnknownState', cause: '{% $string($states.input) %}' }));
  return planning.next(dispatching).next(next);
};
