import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

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

const grantObjects = (bucket: Bucket, grantee: IGrantable, action: string, prefixes: readonly string[]): void => {
  const resources = prefixes.map((prefix) => bucket.arnForObjects(`${prefix}/*`));
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [action], resources }));
};

/** Reading whole objects under some prefixes of a bucket. */
export const grantGetObjects = (bucket: Bucket, grantee: IGrantable, prefixes: readonly string[]): void => {
  grantObjects(bucket, grantee, 's3:GetObject', prefixes);
  // S3 says that an object is missing only to those who may list; to others it says "access denied".
  const list = new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] });
  grantee.grantPrincipal.addToPrincipalPolicy(list);
};

/** Writing objects under some prefixes of a bucket; what is there stays as an older version. */
export const grantPutObjects = (bucket: Bucket, grantee: IGrantable, prefixes: readonly string[]): void => {
  grantObjects(bucket, grantee, 's3:PutObject', prefixes);
};

/** Leaving an upload of several parts under some prefixes, so that nothing is kept of it. */
export const grantAbortUploads = (bucket: Bucket, grantee: IGrantable, prefixes: readonly string[]): void => {
  grantObjects(bucket, grantee, 's3:AbortMultipartUpload', prefixes);
};

/** Tagging versions of objects under some prefixes, and listing them; what is tagged stays readable until it expires. */
export const grantMarkObjects = (bucket: Bucket, grantee: IGrantable, prefixes: readonly string[]): void => {
  for (const action of ['s3:PutObjectTagging', 's3:PutObjectVersionTagging'])
    grantObjects(bucket, grantee, action, prefixes);
  const list = new PolicyStatement({ actions: ['s3:ListBucketVersions'], resources: [bucket.bucketArn] });
  grantee.grantPrincipal.addToPrincipalPolicy(list);
};
