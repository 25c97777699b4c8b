import { CfnResource, CustomResource, Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { FORMAT } from '../../shared/contract/format.ts';
import type { Settings } from '../settings.ts';
import type { BlueprintSchedules } from './blueprint-schedules.ts';
import { grantReadWrite } from './grants.ts';
import { NodeFunction } from './node-function.ts';

/** Ten minutes of a deployment; what needs longer is gone on with every 15 minutes, beside the runs. */
const timeoutSeconds = 600;

/** What is migrated, and after what. */
export interface MigratorProps {
  readonly settings: Settings;
  readonly deadLetterQueue: IQueue;
  readonly control: Table;
  /** Made by the same step for what is configured in a file, and made again what blueprints say. */
  readonly schedules: BlueprintSchedules;
  /** What reads and writes the rows: it knows the new format before a row has it. */
  readonly after: readonly IDependable[];
}

/**
 * Brings the rows into a new format when one is deployed, once all functions have been replaced. A migration that fails
 * fails the deployment, and CloudFormation puts the functions of before back, which can read what was migrated.
 */
export class Migrator extends Construct {
  constructor(scope: Construct, { settings, deadLetterQueue, control, schedules, after }: MigratorProps) {
    super(scope, 'migrator');
    const migrate = new NodeFunction(this, 'migrate', {
      settings,
      sdk: 'runtime',
      description: 'Brings the rows into a new format when one is deployed, and schedules into what blueprints say',
      timeoutSeconds,
      environment: { CONTROL_TABLE: control.tableName, ...schedules.environment },
    });
    grantReadWrite(control, migrate);
    schedules.grantManage(migrate);
    const resource = new CustomResource(this, 'format', {
      serviceToken: migrate.functionArn,
      // What is configured in a file is kept in the control table by the same step.
      properties: { format: FORMAT, ...(settings.config && { config: settings.config.deployed }) },
    });
    // Its rights are granted beside it: without them it would fail the deployment.
    resource.node.addDependency(migrate, ...(migrate.role ? [migrate.role] : []), ...after);
    // Should the function die without an answer, which CloudFormation waits an hour for; CDK's own setting writes a text.
    const { defaultChild } = resource.node;
    if (CfnResource.isCfnResource(defaultChild))
      defaultChild.addPropertyOverride('ServiceTimeout', timeoutSeconds + 60);
    new Rule(this, 'what-is-unfinished', {
      description: 'Goes on with a migration that a deployment had no time for, and mends schedules',
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [new LambdaFunction(migrate, { deadLetterQueue, retryAttempts: 2, maxEventAge: Duration.minutes(15) })],
    });
  }
}
