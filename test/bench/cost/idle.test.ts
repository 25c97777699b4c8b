import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnInstance } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeAll, expect, test } from 'vitest';
import { idleCharges, withoutSecrets } from '../../../bench/cost/idle.ts';
import { synthesized } from '../../infra/synthesized.ts';

let templates: ReturnType<typeof synthesized>;
beforeAll(() => {
  templates = synthesized();
});

test('an idle month costs at most $1.50, and $0.40 for the one secret', () => {
  const charges = idleCharges(templates.all);

  expect(withoutSecrets(charges)).toBeLessThanOrEqual(1.5);
  expect(withoutSecrets(charges)).toBeGreaterThan(1);
  expect(charges.find(({ what }) => what === 'AWS::SecretsManager::Secret')?.dollars).toBe(0.4);
});

test('a key and an alarm are seen', () => {
  const stack = new Stack(new App());
  new Key(stack, 'key');
  new Alarm(stack, 'alarm', {
    metric: new Metric({ namespace: 'AWS/SQS', metricName: 'x' }),
    threshold: 1,
    evaluationPeriods: 1,
  });

  expect(withoutSecrets(idleCharges([Template.fromStack(stack)]))).toBeCloseTo(1.1);
});

test('a resource that nobody has priced is refused', () => {
  const stack = new Stack(new App());
  new CfnInstance(stack, 'machine');

  expect(() => idleCharges([Template.fromStack(stack)])).toThrow(/AWS::EC2::Instance/);
});
