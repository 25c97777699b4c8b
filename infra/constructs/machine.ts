import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, QueryLanguage, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { heartbeat } from './heartbeat.ts';

/** The three functions that the machine calls. */
export interface MachineProps {
  readonly settings: Settings;
  readonly plan: IFunction;
  readonly dispatch: IFunction;
  readonly finish: IFunction;
}

/** The state machine that is one run: plan, then dispatch and wait until it is finished. */
export class Machine extends StateMachine {
  constructor(scope: Construct, id: string, props: MachineProps) {
    // A fixed name, so that the machine's own role can name the machine without a circle in the template.
    const stateMachineName = 'sluice-run';
    super(scope, id, {
      stateMachineName,
      stateMachineType: StateMachineType.STANDARD,
      queryLanguage: QueryLanguage.JSONATA,
      definitionBody: DefinitionBody.fromChainable(heartbeat(scope, props)),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(scope, `${id}-logs`, {
          // CloudWatch's resource policy is limited in size; AWS keeps names under this prefix out of it.
          logGroupName: '/aws/vendedlogs/states/sluice-run',
          retention: props.settings.logRetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
    });
    const own = { service: 'states', resource: 'stateMachine', resourceName: stateMachineName };
    const arn = Stack.of(scope).formatArn({ ...own, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    this.addToRolePolicy(new PolicyStatement({ actions: ['states:StartExecution'], resources: [arn] }));
  }
}
