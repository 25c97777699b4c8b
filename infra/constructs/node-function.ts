import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { type EnvironmentOf, type FunctionName, logGroupOf } from '../../shared/contract/environment.ts';
import { bundling, type DuckDb, type SdkPlace } from '../bundling/bundling.ts';
import type { Settings } from '../settings.ts';
import { alarmAt } from './alarm.ts';

/** What a function needs beyond its name, which says where its source is. */
export interface NodeFunctionProps<Name extends FunctionName> {
  readonly settings: Settings;
  /** @default none: whoever calls it tells that it failed */
  readonly alarms?: ITopic;
  readonly description: string;
  readonly timeoutSeconds: number;
  /** @default 512 */
  readonly memoryMiB?: number;
  /** @default bundle */
  readonly sdk?: SdkPlace;
  /** Whether it carries DuckDB. @default no */
  readonly duckDb?: boolean;
  /** Whether the built page lies beside it. @default no */
  readonly page?: boolean;
  /** Of the folder for what need not last. @default 512 */
  readonly storageMiB?: number;
  /** Inferred from the schema by which the function parses it. */
  readonly environment: EnvironmentOf<Name>;
}

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Only what is set; CloudFormation knows no undefined variable. */
const present = (environment: object): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));

const processorOf = ({ architecture, withoutNative }: Settings): DuckDb =>
  withoutNative ? 'none' : architecture === 'arm64' ? 'arm64' : 'x64';

/** A function of `functions/`, with a role of its own, a log group that ends and, where nobody else tells, an alarm on errors. */
export class NodeFunction<Name extends FunctionName> extends NodejsFunction {
  constructor(scope: Construct, name: Name, props: NodeFunctionProps<Name>) {
    const logGroup = new LogGroup(scope, `${name}-logs`, {
      logGroupName: logGroupOf(name),
      retention: props.settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${name}-role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Sluice: what the function ${name} may do`,
    });
    logGroup.grantWrite(role);
    const reserved = props.settings.reserved[name];
    super(scope, name, {
      functionName: `sluice-${name}`,
      description: props.description,
      entry: file(`functions/${name}.ts`),
      projectRoot: file(''),
      depsLockFilePath: file('package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: props.settings.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMiB ?? 512,
      environment: present(props.environment),
      ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
      role,
      logGroup,
      ...(props.storageMiB === undefined ? {} : { ephemeralStorageSize: Size.mebibytes(props.storageMiB) }),
      bundling: bundling(props.sdk ?? 'bundle', {
        ...(props.duckDb && { duckDb: processorOf(props.settings) }),
        ...(props.page && { page: true }),
      }),
    });
    if (props.alarms === undefined) return;
    alarmAt(this, 'errors', {
      topic: props.alarms,
      metric: this.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
      description: `the function ${name} failed; see docs/runbook.md#a-function-failed`,
    });
  }
}
