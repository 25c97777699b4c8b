import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** What an alarm watches, and whom it tells. */
export interface AlarmProps {
  readonly topic: ITopic;
  readonly metric: IMetric;
  /** The alarm rings when the metric reaches this in one period. */
  readonly threshold: number;
  /** Names the page of the runbook. */
  readonly description: string;
}

/** An alarm beside what it watches; silence is health, as an idle Sluice sends no metrics. */
export const alarmAt = (scope: Construct, id: string, props: AlarmProps): Alarm => {
  const alarm = new Alarm(scope, `${id}-alarm`, {
    metric: props.metric,
    threshold: props.threshold,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: props.description,
  });
  alarm.addAlarmAction(new SnsAction(props.topic));
  return alarm;
};
