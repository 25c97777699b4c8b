import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { environments } from '../../shared/contract/environment.ts';
import { resourcesOf, synthesized } from './synthesized.ts';

const Properties = z.object({
  FunctionName: z.templateLiteral(['sluice-', z.enum(Object.keys(environments))]),
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Timeout: z.number(),
  MemorySize: z.number(),
  Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
  LoggingConfig: z.object({ LogGroup: z.object({ Ref: z.string() }) }),
  Environment: z.object({ Variables: z.record(z.string(), z.json()) }).default({ Variables: {} }),
});

let templates: ReturnType<typeof synthesized>;
beforeAll(() => {
  templates = synthesized({ logRetentionDays: 14, alarmEmail: 'someone@example.org' });
});

const functions = () =>
  resourcesOf(templates.all, 'AWS::Lambda::Function').map(([id, resource]) => ({
    id,
    ...Properties.parse(resource.Properties),
  }));

describe('every function', () => {
  test('of the contract is deployed, and no other', () => {
    const names = functions().map(({ FunctionName }) => FunctionName);

    expect(names.sort()).toEqual(
      Object.keys(environments)
        .map((name) => `sluice-${name}`)
        .sort(),
    );
  });

  test('runs on nodejs24.x and arm64', () => {
    for (const { Runtime, Architectures } of functions()) {
      expect([Runtime, ...Architectures]).toEqual(['nodejs24.x', 'arm64']);
    }
  });

  test('has a role of its own, which only Lambda may take', () => {
    const roles = functions().map(({ Role }) => Role['Fn::GetAtt'][0]);

    expect(new Set(roles).size).toBe(roles.length);
    const known = new Map(resourcesOf(templates.all, 'AWS::IAM::Role'));
    for (const role of roles) {
      expect(known.get(role)?.Properties).toMatchObject({
        AssumeRolePolicyDocument: {
          Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
        },
      });
      expect(known.get(role)?.Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  test('has a log group whose lines end', () => {
    const groups = new Map(resourcesOf(templates.all, 'AWS::Logs::LogGroup'));

    for (const { LoggingConfig } of functions()) {
      expect(groups.get(LoggingConfig.LogGroup.Ref)?.Properties).toMatchObject({ RetentionInDays: 14 });
    }
  });

  test('has an alarm on its errors where no machine, rule, schedule, deployment or answer tells of them', () => {
    const alarms = resourcesOf(templates.all, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    const told = ['plan', 'dispatch', 'finish', 'sweep', 'migrate', 'query', 'ask', 'page'].map(
      (name) => `sluice-${name}`,
    );
    const alone = functions().filter(({ FunctionName }) => !told.includes(FunctionName));

    expect(alone.length).toBe(functions().length - told.length);
    for (const { id } of alone) {
      expect(alarms).toContainEqual(
        expect.objectContaining({
          Namespace: 'AWS/Lambda',
          MetricName: 'Errors',
          Dimensions: [{ Name: 'FunctionName', Value: { Ref: id } }],
          AlarmActions: [expect.anything()],
        }),
      );
    }
  });

  test('is given each variable that its schema demands, and none that it does not know', () => {
    for (const { FunctionName, Environment } of functions()) {
      const [, schema] = Object.entries(environments).find(([name]) => FunctionName === `sluice-${name}`) ?? [];
      const given = Object.keys(Environment.Variables).filter((key) => !key.startsWith('AWS_'));

      expect(given.sort(), FunctionName).toEqual(
        Object.keys(schema?.shape ?? {})
          // What only emulators, or only some deployments, have.
          .filter((key) => !['ALLOW_PRIVATE_HOSTS', 'OIDC'].includes(key))
          .sort(),
      );
    }
  });
});

describe('an alarm', () => {
  test('names a page that the runbook has', async () => {
    const { readFile } = await import('node:fs/promises');
    const runbook = await readFile(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
    const anchors = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(' ', '-'),
    );

    for (const [id, { Properties }] of resourcesOf(templates.all, 'AWS::CloudWatch::Alarm')) {
      const anchor = /docs\/runbook\.md#(.+)$/.exec(String(Properties.AlarmDescription))?.[1];
      expect(anchors, id).toContain(anchor);
    }
  });

  test('tells whom the context names', () => {
    templates.sync.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'someone@example.org',
    });
  });
});
