import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { resourcesOf, synthesized } from './synthesized.ts';

const State = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.object({ Condition: z.string(), Next: z.string() })).default([]),
  Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), JitterStrategy: z.string() })).default([]),
});
const Definition = z.object({
  StartAt: z.string(),
  QueryLanguage: z.string(),
  States: z.record(z.string(), State),
});
const Joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.json())]) });

let templates: ReturnType<typeof synthesized>;
beforeAll(() => {
  const weekly = { name: 'weekly', scopes: ['github:octo/repo'], connection: 'octo', schedule: 'cron(0 3 ? * MON *)' };
  templates = synthesized({
    blueprints: [
      { ...weekly, timezone: 'Europe/Zurich' },
      { ...weekly, name: 'again' },
    ],
  });
});

const definition = () => {
  const [machine] = resourcesOf([templates.sync], 'AWS::StepFunctions::StateMachine');
  const [, parts] = Joined.parse(machine?.[1].Properties.DefinitionString)['Fn::Join'];
  return Definition.parse(JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'token')).join('')));
};

describe('the machine', () => {
  test('plans, dispatches, and waits as long as it is told until it is finished', () => {
    const { StartAt, States } = definition();

    expect([StartAt, States.plan?.Next, States.dispatch?.Next]).toEqual(['plan', 'dispatch', 'next']);
    expect(States.next?.Choices.map(({ Condition, Next }) => [/'(.+)'/.exec(Condition)?.[1], Next])).toEqual([
      ['wait', 'wait'],
      ['handover', 'handover'],
      ['finished', 'finish'],
    ]);
    expect(States.wait).toMatchObject({ Seconds: '{% $states.input.waitSeconds %}', Next: 'dispatch' });
    expect(States.finish?.Next).toBe('succeed');
    expect(States.next?.Default).toBe('unknown-state');
    expect(States['unknown-state']?.Type).toBe('Fail');
  });

  test('counts its loops and tells dispatch, so that it can hand over before the history fills', () => {
    const { States } = definition();

    expect(States.plan).toMatchObject({ Assign: { run: '{% $states.result.run %}', loop: 0 } });
    expect(States.wait).toMatchObject({ Assign: { loop: '{% $loop + 1 %}' } });
    expect(States.dispatch).toMatchObject({
      Arguments: { run: '{% $run %}', loop: '{% $loop %}', execution: '{% $states.context.Execution.Name %}' },
    });
  });

  test('hands over by starting itself, without waiting, and takes "already exists" for success', () => {
    const { States } = definition();

    expect(States.handover).toMatchObject({
      Resource: 'arn:token:states:::states:startExecution',
      Arguments: {
        StateMachineArn: '{% $states.context.StateMachine.Id %}',
        Name: '{% $states.input.nextExecutionName %}',
        Input: { run: '{% $run %}' },
      },
      Catch: [{ ErrorEquals: ['StepFunctions.ExecutionAlreadyExistsException'], Next: 'succeed' }],
      Next: 'succeed',
    });
  });

  test('repeats a step that Lambda lost, with backoff and jitter', () => {
    const { States } = definition();

    for (const name of ['plan', 'dispatch', 'finish']) {
      const retries = States[name]?.Retry ?? [];
      expect(retries[0]?.ErrorEquals).toContain('Lambda.TooManyRequestsException');
      expect(retries.map(({ JitterStrategy }) => JitterStrategy)).toEqual(['FULL', 'FULL']);
    }
  });

  test('is standard and traced, and logs errors without data', () => {
    templates.sync.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
    });
  });

  test('tells the topic of each way to end badly, and names a page of the runbook', () => {
    templates.sync.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [Match.anyValue()] } },
      Targets: Match.arrayWith([
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp('^alarms') },
          InputTransformer: {
            InputTemplate: Match.stringLikeRegexp('docs/runbook\\.md#an-execution-ended-badly'),
          },
        }),
      ]),
    });
    const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
    expect(runbook).toContain('\n## An execution ended badly\n');
  });
});

describe('the sweeper', () => {
  test('is called when an execution ended badly, and every 15 minutes', () => {
    const Targets = [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^sweepersweep'), 'Arn'] } }];

    templates.sync.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [Match.anyValue()] },
      },
      Targets: Match.arrayWith([Match.objectLike(Targets[0] ?? {})]),
    });
    templates.sync.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(15 minutes)' });
  });
});

describe('a blueprint', () => {
  test('is a schedule in the group of Sluice that starts the machine', () => {
    templates.sync.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: 'sluice' });
    templates.sync.hasResourceProperties('AWS::Scheduler::Schedule', {
      // As a configured one would be called: of two of a name, one is refused.
      Name: 'weekly',
      ScheduleExpression: 'cron(0 3 ? * MON *)',
      ScheduleExpressionTimezone: 'Europe/Zurich',
      GroupName: Match.anyValue(),
      Target: {
        Arn: { Ref: Match.stringLikeRegexp('^run') },
        RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^schedulesrole'), 'Arn'] },
        DeadLetterConfig: Match.anyValue(),
        Input: JSON.stringify({
          trigger: { kind: 'schedule', blueprint: 'weekly', scheduledAt: '<aws.scheduler.scheduled-time>' },
          scopes: ['github:octo/repo'],
          connection: 'octo',
          options: {},
        }),
      },
    });
  });

  test('is one schedule each', () => {
    templates.sync.resourceCountIs('AWS::Scheduler::Schedule', 2);
  });

  test('that is malformed is refused at synthesis', () => {
    expect(() => synthesized({ blueprints: [{ name: 'x', scopes: [], connection: 'c', schedule: 'daily' }] })).toThrow(
      /scopes/,
    );
  });
});
