import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { acknowledgements } from '../../infra/acknowledgements.ts';
import { sluice } from '../../infra/sluice.ts';
import { appWith } from './synthesized.ts';

const findings = (stack: Stack): string[] => {
  const rule = Match.stringLikeRegexp('AwsSolutions-.*');
  const annotations = Annotations.fromStack(stack);
  return [...annotations.findError('*', rule), ...annotations.findWarning('*', rule)].map(
    ({ id, entry }) => `${id} ${entry.data}`,
  );
};

describe('cdk-nag', () => {
  test('finds nothing that is not acknowledged', () => {
    const { data, sync, api } = sluice(appWith());

    expect([data, sync, api].flatMap(findings)).toEqual([]);
  });

  test('has at most 16 acknowledgements, each with a reason', () => {
    expect(acknowledgements.length).toBeLessThanOrEqual(16);
    for (const { reason } of acknowledgements) expect(reason.length).toBeGreaterThan(20);
  });

  test('fails a stack that is bad', () => {
    const app = new App();
    const bad = new Stack(app, 'bad');
    new Bucket(bad, 'open');
    new Queue(bad, 'plain');
    const role = new Role(bad, 'role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
    Aspects.of(app).add(new AwsSolutionsChecks());

    const rules = findings(bad).map((finding) => /AwsSolutions-[A-Z]+\d+/.exec(finding)?.[0]);

    expect(rules).toEqual(expect.arrayContaining(['AwsSolutions-S10', 'AwsSolutions-SQS4', 'AwsSolutions-IAM5']));
  });
});
