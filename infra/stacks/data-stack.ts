import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { TTL } from '../../shared/contract/places.ts';
import { KeptBucket } from '../constructs/kept-bucket.ts';
import { KeptTable } from '../constructs/kept-table.ts';
import type { Settings } from '../settings.ts';

/** Props of the data stack. */
export interface DataStackProps extends StackProps {
  readonly settings: Settings;
}

/** What is kept when everything else is deleted: the objects, the tables and the API's key. */
export class DataStack extends Stack {
  readonly bucket: KeptBucket;
  readonly control: KeptTable;
  readonly domain: KeptTable;
  readonly apiKey: Secret;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, { ...props, description: 'Sluice: what is kept' });
    this.bucket = new KeptBucket(this, 'bucket', { replacedRetentionDays: props.settings.replacedRetentionDays });
    this.control = new KeptTable(this, 'control', { timeToLiveAttribute: TTL });
    this.domain = new KeptTable(this, 'domain');
    this.apiKey = new Secret(this, 'api-key', {
      secretName: 'sluice/api-key',
      description: 'Sluice: who sends this key as a bearer token may use the API',
      generateSecretString: { excludePunctuation: true, includeSpace: false, passwordLength: 40 },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnOutput(this, 'Bucket', { value: this.bucket.bucketName });
    new CfnOutput(this, 'ControlTable', { value: this.control.tableName });
    new CfnOutput(this, 'DomainTable', { value: this.domain.tableName });
    new CfnOutput(this, 'ApiKeySecret', { value: this.apiKey.secretArn });
  }
}
