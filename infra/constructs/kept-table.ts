import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

/** Props of a table. */
export interface KeptTableProps {
  /**
   * The attribute that says when a row may go (epoch seconds). Nothing relies on it: DynamoDB removes rows days later.
   *
   * @default rows stay
   */
  readonly timeToLiveAttribute?: string;
}

/** A table that outlives its stack: on demand, restorable to any second of 35 days, guarded against deletion. */
export class KeptTable extends Table {
  constructor(scope: Construct, id: string, props: KeptTableProps = {}) {
    super(scope, id, {
      ...props,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
