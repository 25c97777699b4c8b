import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** How long what was replaced is still kept. */
export interface KeptBucketProps {
  readonly replacedRetentionDays: number;
}

/** Every answer that a vendor gave and what was derived from it; nothing expires that is not tagged as replaced. */
export class KeptBucket extends Bucket {
  constructor(scope: Construct, id: string, props: KeptBucketProps) {
    const retention = Duration.days(props.replacedRetentionDays);
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // Keys carry the hash of their content, so a version is only ever made by a deletion: this undoes one.
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: 'replaced',
          tagFilters: { sluice: 'replaced' },
          expiration: retention,
          noncurrentVersionExpiration: retention,
        },
        // Answers of the API that were too large for a response: their addresses are good for an hour.
        {
          id: 'answers',
          prefix: 'answers/',
          expiration: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(1),
        },
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
  }
}
