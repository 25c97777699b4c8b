import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { FORMAT } from '../../shared/contract/format.ts';
import { resourcesOf, synthesized } from './synthesized.ts';

const Format = z.looseObject({
  DependsOn: z.array(z.string()),
  Properties: z.object({
    ServiceToken: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
    ServiceTimeout: z.number(),
    format: z.number(),
  }),
});

let sync: ReturnType<typeof synthesized>['sync'];
beforeAll(() => {
  sync = synthesized().sync;
});

const functions = () =>
  resourcesOf([sync], 'AWS::Lambda::Function').map(([id, { Properties }]) => ({
    id,
    name: String(Properties.FunctionName),
  }));

test('a deployment of another format has the rows migrated, after every function of the sync was replaced', () => {
  const [[, resource] = []] = resourcesOf([sync], 'AWS::CloudFormation::CustomResource');
  const { DependsOn, Properties } = Format.parse(resource);
  const migrate = functions().find(({ name }) => name === 'sluice-migrate');

  expect(Properties.format).toBe(FORMAT);
  expect(Properties.ServiceToken['Fn::GetAtt'][0]).toBe(migrate?.id);
  expect(functions().length).toBeGreaterThanOrEqual(8);
  expect(DependsOn).toEqual(expect.arrayContaining(functions().map(({ id }) => id)));
  // Its rights too: a function without them would fail the deployment.
  expect(DependsOn.some((id) => id.startsWith('migratormigrateroleDefaultPolicy'))).toBe(true);
});

test('a migration that a deployment had no time for is gone on with every 15 minutes, and what fails is kept', () => {
  const rules = resourcesOf([sync], 'AWS::Events::Rule').map(([, { Properties }]) => Properties);
  const migrate = functions().find(({ name }) => name === 'sluice-migrate');

  expect(rules).toContainEqual(
    expect.objectContaining({
      ScheduleExpression: 'rate(15 minutes)',
      Targets: [
        expect.objectContaining({
          Arn: { 'Fn::GetAtt': [migrate?.id, 'Arn'] },
          DeadLetterConfig: expect.anything(),
        }),
      ],
    }),
  );
});
