import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { settingsOf } from '../../infra/settings.ts';
import { temporaryFolder } from '../support/sluice.ts';
import { appWith, resourcesOf, synthesized } from './synthesized.ts';

const FILE = `
connections:
  github: { plugin: github, tokens: [env:GITHUB_TOKEN] }
projects:
  shop: { scopes: ['github:acme/shop', 'github:acme/api'] }
blueprints:
  nightly: { project: shop, cron: 30 2 * * 1-5, zone: Europe/Zurich }
  paused: { scopes: ['github:acme/shop'], cron: 0 * * * *, enabled: false }
`;

const Schedule = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string(),
  State: z.string(),
  Target: z.object({ Input: z.string() }),
});

test('the file that a laptop syncs by makes the schedules of a deployment, and is kept in the control table by it', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'sluice.yaml');
  writeFileSync(file, FILE);

  const { sync } = synthesized({ config: file });

  const schedules = resourcesOf([sync], 'AWS::Scheduler::Schedule').map(([, { Properties }]) =>
    Schedule.parse(Properties),
  );
  expect(schedules).toMatchObject([
    {
      ScheduleExpression: 'cron(30 2 ? * MON,TUE,WED,THU,FRI *)',
      ScheduleExpressionTimezone: 'Europe/Zurich',
      State: 'ENABLED',
    },
    { ScheduleExpression: 'cron(0 * * * ? *)', ScheduleExpressionTimezone: 'UTC', State: 'DISABLED' },
  ]);
  expect(JSON.parse(schedules[0]?.Target.Input ?? '')).toMatchObject({
    scopes: ['github:acme/shop', 'github:acme/api'],
  });
  const [format] = resourcesOf([sync], 'AWS::CloudFormation::CustomResource');
  expect(JSON.parse(String(format?.[1].Properties.config))).toMatchObject({
    connections: [{ name: 'github', tokens: ['env:GITHUB_TOKEN'] }],
    projects: [{ name: 'shop' }],
  });
});

test('a file that is wrong fails the synthesis, with line and column', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'sluice.yaml');
  writeFileSync(file, 'blueprints:\n  nightly: { project: shop, cron: 0 3 * * * }\n');

  expect(() => settingsOf(appWith({ config: file }).node)).toThrow(
    'sluice.yaml:2:23: blueprints.nightly.project: there is no project "shop"',
  );
});

test('a blueprint that cdk.json has, too, is refused', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'sluice.yaml');
  writeFileSync(file, FILE);
  const blueprints = [{ name: 'nightly', scopes: ['github:acme/shop'], schedule: 'rate(1 day)' }];

  expect(() => settingsOf(appWith({ config: file, blueprints }).node)).toThrow(
    '"nightly" is in cdk.json and in the file',
  );
});
