import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { askingEnvironment, grantKeepSecrets, grantQueryLogs, grantSecrets } from '../constructs/asking.ts';
import type { BlueprintSchedules } from '../constructs/blueprint-schedules.ts';
import {
  grantAbortUploads,
  grantGetObjects,
  grantPutObjects,
  grantRead,
  grantReadWrite,
} from '../constructs/grants.ts';
import { SluiceApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { Settings } from '../settings.ts';
import type { DataStack } from './data-stack.ts';

/** What the API reads and starts. */
export interface ApiStackProps extends StackProps {
  readonly settings: Settings;
  readonly data: DataStack;
  readonly machine: IStateMachine;
  readonly schedules: BlueprintSchedules;
  readonly alarms: ITopic;
}

/** The API: start runs, follow them, read the data. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, { ...props, description: 'Sluice: the API' });
    const { settings, alarms, data } = props;
    const api = new NodeFunction(this, 'api', {
      settings,
      alarms,
      description: 'Answers the API',
      timeoutSeconds: 29,
      environment: {
        CONTROL_TABLE: data.control.tableName,
        DOMAIN_TABLE: data.domain.tableName,
        BUCKET: data.bucket.bucketName,
        ...props.schedules.environment,
      },
    });
    grantReadWrite(data.control, api);
    grantRead(data.domain, api);
    // Large bodies, the vendors' answers that rows lead to, and its own answers that are too large for a response.
    grantGetObjects(data.bucket, api, ['body', 'raw', 'answers']);
    grantPutObjects(data.bucket, api, ['answers']);
    grantAbortUploads(data.bucket, api, ['answers']);
    props.machine.grantStartExecution(api);
    props.schedules.grantManage(api);
    // No alarm of its own, which would cost $0.10 a month: whoever asks is told that it failed.
    const query = new NodeFunction(this, 'query', {
      settings,
      description: 'Answers SQL and metrics on the files of the lake, and writes Parquet',
      timeoutSeconds: 29,
      memoryMiB: 3008,
      storageMiB: 4096,
      duckDb: true,
      environment: {
        CONTROL_TABLE: data.control.tableName,
        BUCKET: data.bucket.bucketName,
        // The rest of the storage is for what does not fit into the memory, which DuckDB shares with Node.
        CACHE_MIB: '2048',
        MEMORY: '2GB',
      },
    });
    grantRead(data.control, query);
    // Files that are too large for a response become answers; who signs an address must be able to read there.
    grantGetObjects(data.bucket, query, ['lake', 'answers']);
    grantPutObjects(data.bucket, query, ['answers']);
    grantAbortUploads(data.bucket, query, ['answers']);
    // No alarm of its own: whoever asks is told that it failed.
    const ask = new NodeFunction(this, 'ask', {
      settings,
      description: 'Asks others than the tables: vendors, secrets, logs',
      timeoutSeconds: 29,
      memoryMiB: 1024,
      environment: {
        CONTROL_TABLE: data.control.tableName,
        BUCKET: data.bucket.bucketName,
        ...askingEnvironment(settings),
      },
    });
    grantReadWrite(data.control, ask);
    // What was collected is previewed; logs that are too large for a response become answers.
    grantGetObjects(data.bucket, ask, ['raw', 'answers']);
    grantPutObjects(data.bucket, ask, ['answers']);
    grantAbortUploads(data.bucket, ask, ['answers']);
    grantSecrets(this, ask);
    grantKeepSecrets(this, ask);
    grantQueryLogs(this, ask, ['dispatch', 'collect', 'extract', 'convert']);
    const authorize = new NodeFunction(this, 'authorize', {
      settings,
      alarms,
      description: 'Finds out who calls: by a key, or by a token of an OIDC issuer',
      timeoutSeconds: 10,
      environment: {
        API_KEY_SECRET: data.apiKey.secretArn,
        CONTROL_TABLE: data.control.tableName,
        ...(settings.oidc && { OIDC: JSON.stringify(settings.oidc) }),
      },
    });
    grantRead(data.control, authorize);
    data.apiKey.grantRead(authorize);
    // No alarm of its own: who opens the page is told that it failed.
    const page = new NodeFunction(this, 'page', {
      settings,
      description: 'Answers the files of the page, which hold nothing of anybody',
      timeoutSeconds: 10,
      memoryMiB: 256,
      page: true,
      environment: {},
    });
    const { url, http } = new SluiceApi(this, { settings, api, query, ask, authorize, page });
    new CfnOutput(this, 'ApiUrl', { value: url });
    new CfnOutput(this, 'ApiId', { value: http.apiId });
  }
}
