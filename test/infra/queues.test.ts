import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { resourcesOf, synthesized } from './synthesized.ts';

const Attribute = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const Redrive = z.object({ deadLetterTargetArn: Attribute, maxReceiveCount: z.number() });
const Alarm = z.object({
  Namespace: z.literal('AWS/SQS'),
  MetricName: z.literal('ApproximateNumberOfMessagesVisible'),
  Threshold: z.number(),
  AlarmActions: z.array(z.json()).min(1),
  Dimensions: z.array(z.object({ Name: z.string(), Value: Attribute })),
});
const Mapping = z.looseObject({ EventSourceArn: Attribute, FunctionName: z.object({ Ref: z.string() }) });

let templates: ReturnType<typeof synthesized>;
beforeAll(() => {
  templates = synthesized();
});

const queues = () => resourcesOf([templates.sync], 'AWS::SQS::Queue');
const working = () => queues().filter(([, { Properties }]) => 'RedrivePolicy' in Properties);
const dead = () => queues().filter(([, { Properties }]) => !('RedrivePolicy' in Properties));

describe('every queue', () => {
  test('is encrypted', () => {
    expect(queues()).toHaveLength(4);
    for (const [, { Properties }] of queues()) expect(Properties).toMatchObject({ SqsManagedSseEnabled: true });
  });

  test('refuses what does not come over TLS', () => {
    const policies = resourcesOf([templates.sync], 'AWS::SQS::QueuePolicy').map(([, policy]) => JSON.stringify(policy));

    for (const [id] of queues()) {
      const own = policies.filter((policy) => policy.includes(`"Queues":[{"Ref":"${id}"}]`));
      expect(own, id).toHaveLength(1);
      expect(own[0]).toContain('"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"');
    }
  });
});

describe('a stage', () => {
  test('hides a message for six timeouts of its function, and gives up after five receipts', () => {
    expect(working()).toHaveLength(3);
    const graves = dead().map(([id]) => id);
    for (const [, { Properties }] of working()) {
      const redrive = Redrive.parse(Properties.RedrivePolicy);
      expect(redrive.maxReceiveCount).toBe(5);
      expect(graves).toContain(redrive.deadLetterTargetArn['Fn::GetAtt'][0]);
    }
    const hidden = working().map(([, { Properties }]) => Number(Properties.VisibilityTimeout));
    expect(hidden.toSorted((a, b) => a - b)).toEqual([360, 1800, 1800]);
  });

  test('takes one grant at a time and reports what failed of a batch', () => {
    const mappings = resourcesOf([templates.sync], 'AWS::Lambda::EventSourceMapping');

    expect(mappings).toHaveLength(3);
    const concurrency = mappings.map(([, { Properties }]) => {
      expect(Mapping.parse(Properties)).toMatchObject({
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      return Properties.ScalingConfig;
    });
    expect(concurrency).toEqual([undefined, { MaximumConcurrency: 10 }, { MaximumConcurrency: 10 }]);
  });
});

describe('the dead letter queue', () => {
  test('takes what no worker, sweep or schedule could be given', () => {
    const [[id] = ['']] = dead();
    const [, ...uses] = JSON.stringify(templates.sync.toJSON()).split(`{"Fn::GetAtt":["${id}","Arn"]}`);
    const redrives = working().map(([, { Properties }]) => Redrive.parse(Properties.RedrivePolicy));

    for (const { deadLetterTargetArn } of redrives) expect(deadLetterTargetArn['Fn::GetAtt'][0]).toBe(id);
    for (const [, rule] of resourcesOf([templates.sync], 'AWS::Events::Rule'))
      expect(JSON.stringify(rule.Properties.Targets)).toContain(`"DeadLetterConfig":{"Arn":{"Fn::GetAtt":["${id}"`);
    expect(uses.length).toBeGreaterThan(redrives.length);
  });

  test('keeps its messages for 14 days', () => {
    for (const [, { Properties }] of dead()) expect(Properties.MessageRetentionPeriod).toBe(1_209_600);
  });

  test('has an alarm that tells the topic of the first message', () => {
    const alarms = resourcesOf([templates.sync], 'AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => Alarm.safeParse(Properties))
      .flatMap(({ data }) => (data === undefined ? [] : [data]));

    expect(dead()).toHaveLength(1);
    for (const [id] of dead()) {
      const own = alarms.filter(({ Dimensions }) => Dimensions.some(({ Value }) => Value['Fn::GetAtt'][0] === id));
      expect(own, id).toHaveLength(1);
      expect(own[0]?.Threshold).toBe(1);
    }
  });
});
