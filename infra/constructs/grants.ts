import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

const read = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const write = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];

/** Reading by key and by partition; never a scan. */
export const grantRead = (table: Table, grantee: IGrantable): void => {
  table.grant(grantee, ...read);
};

/** Reading and writing, alone, in batches and in conditional transactions. */
export const grantReadWrite = (table: Table, grantee: IGrantable): void => {
  table.grant(grantee, ...read, ...write, 'dynamodb:ConditionCheckItem');
};

const grantObjects =
  (action: string) =>
  (bucket: Bucket, grantee: IGrantable, prefixes: readonly string[]): void => {
    const resources = prefixes.map((prefix) => bucket.arnForObjects(`${prefix}/*`));
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [action], resources }));
  };

/** Reading whole objects under some prefixes of a bucket. */
export const grantGetObjects = grantObjects('s3:GetObject');

/** Writing objects under some prefixes of a bucket; what is there stays as an older version. */
export const grantPutObjects = grantObjects('s3:PutObject');

/** Reading the values of the secrets whose names start with `prefix`. */
export const grantSecrets = (scope: Construct, prefix: string, grantee: IGrantable): void => {
  const resource = { service: 'secretsmanager', resource: 'secret', resourceName: `${prefix}*` };
  const arn = Stack.of(scope).formatArn({ ...resource, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [arn] }),
  );
};
