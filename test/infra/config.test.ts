import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
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

test('the file that a laptop syncs by is kept in the control table, by what makes the schedules of what it keeps', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'sluice.yaml');
  writeFileSync(file, FILE);

  const { sync } = synthesized({ config: file });

  // A schedule has one owner, whoever wrote its blueprint: the template has none of them.
  sync.resourceCountIs('AWS::Scheduler::Schedule', 0);
  sync.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'sluice-migrate',
    Environment: { Variables: Match.objectLike({ SCHEDULE_GROUP: 'sluice', SCHEDULE_ROLE_ARN: Match.anyValue() }) },
  });
  const [format] = resourcesOf([sync], 'AWS::CloudFormation::CustomResource');
  expect(JSON.parse(String(format?.[1].Properties.config))).toMatchObject({
    connections: [{ name: 'github', tokens: ['env:GITHUB_TOKEN'] }],
    projects: [{ name: 'shop' }],
    blueprints: [
      { name: 'nightly', cron: '30 2 * * 1-5', zone: 'Europe/Zurich' },
      { name: 'paused', enabled: false },
    ],
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
