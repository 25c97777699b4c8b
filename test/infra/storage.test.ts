import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { resourcesOf, synthesized } from './synthesized.ts';

let templates: ReturnType<typeof synthesized>;
beforeAll(() => {
  templates = synthesized({ replacedRetentionDays: 45 });
});

describe('the data stack', () => {
  test('keeps its bucket, its tables and its key when it is deleted or they are replaced', () => {
    const kept = ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret'];

    const resources = kept.flatMap((type) => resourcesOf([templates.data], type));

    expect(resources).toHaveLength(4);
    for (const [, { DeletionPolicy, UpdateReplacePolicy }] of resources) {
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    }
  });

  test('has tables that are paid by request, restorable, encrypted and guarded against deletion', () => {
    templates.data.allResourcesProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      DeletionProtectionEnabled: true,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
  });

  test('forgets rows of the control table that say so, and no record', () => {
    const tables = resourcesOf([templates.data], 'AWS::DynamoDB::Table').map(([id, { Properties }]) => [
      id.replace(/[0-9A-F]{8}$/, ''),
      Properties.TimeToLiveSpecification,
    ]);

    expect(Object.fromEntries(tables)).toEqual({
      control: { AttributeName: 'ttl', Enabled: true },
      domain: undefined,
    });
  });

  test('generates the key of the API', () => {
    templates.data.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'sluice/api-key',
      GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 40 },
    });
  });
});

describe('the bucket', () => {
  test('is private, encrypted and versioned', () => {
    templates.data.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  test('refuses what does not come over TLS', () => {
    templates.data.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  test('expires only what is tagged as replaced, after the days of the context', () => {
    const [bucket] = resourcesOf([templates.data], 'AWS::S3::Bucket');

    expect(bucket?.[1].Properties.LifecycleConfiguration).toEqual({
      Rules: [
        {
          Id: 'replaced',
          Status: 'Enabled',
          TagFilters: [{ Key: 'sluice', Value: 'replaced' }],
          ExpirationInDays: 45,
          NoncurrentVersionExpiration: { NoncurrentDays: 45 },
        },
        {
          Id: 'answers',
          Status: 'Enabled',
          Prefix: 'answers/',
          ExpirationInDays: 1,
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        },
        { Id: 'unfinished-uploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      ],
    });
  });
});
