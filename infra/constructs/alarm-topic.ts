import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/** Where alarms are mailed to. */
export interface AlarmTopicProps {
  /** @default nobody is subscribed */
  readonly email?: string | undefined;
}

/** The topic that every alarm tells; CloudWatch alone may publish, and only over TLS. */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id, { displayName: 'Sluice alarms', enforceSSL: true });
    this.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
    if (props.email !== undefined) this.addSubscription(new EmailSubscription(props.email));
  }
}
