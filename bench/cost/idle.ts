import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { sluice } from '../../infra/sluice.ts';
import { MONTH_HOURS, prices } from './prices.ts';

/** What something costs a month when nothing is synced. */
export interface IdleCharge {
  readonly what: string;
  readonly count: number;
  readonly dollars: number;
}

const Resource = z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.json()).default({}) });
type Resource = z.infer<typeof Resource>;

/** A mapping keeps at least five long polls of 20 s open: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html. */
const [POLLERS, POLL_SECONDS] = [5, 20];
/** A sweep that finds nothing: measured in the emulator as below 0.3 s of 512 MB, and its queries. */
const [SWEEP_GB_SECONDS, SWEEP_READS, LOG_BYTES] = [0.3 * 0.5, 4, 700];
const MONTH_MINUTES = MONTH_HOURS * 60;

/** Types that cost nothing while nobody uses them, with what they are paid for. */
const FREE: ReadonlySet<string> = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  // Called when it is deployed.
  'AWS::CloudFormation::CustomResource',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::StepFunctions::StateMachine',
]);

const rate = (expression: string): number => {
  const [, every, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const minutes = { minute: 1, hour: 60, day: 1440 }[unit ?? ''];
  if (minutes === undefined) throw new TypeError(`the schedule "${expression}" is no rate: say what it costs`);
  return MONTH_MINUTES / (Number(every) * minutes);
};

/** Dollars a month of one resource. @throws TypeError for one whose price nobody has looked up */
function monthOf({ Type, Properties }: Resource): number {
  const { alarm, secret, sqs, kms, lambda, logs, dynamo } = prices;
  if (FREE.has(Type)) return 0;
  const has = (name: string): boolean => Properties[name] !== undefined;
  switch (Type) {
    case 'AWS::CloudWatch::Alarm': {
      // A metric that is computed is paid for by each of its parts.
      const metrics = Properties.Metrics;
      return alarm.month * (Array.isArray(metrics) ? Math.max(1, metrics.length - 1) : 1);
    }
    case 'AWS::SecretsManager::Secret':
      return secret.month;
    case 'AWS::KMS::Key':
      return kms.keyMonth;
    case 'AWS::Lambda::EventSourceMapping':
      if (has('ProvisionedPollerConfig')) throw new TypeError('a provisioned poller is paid by the hour: say how much');
      return ((MONTH_MINUTES * 60) / POLL_SECONDS) * POLLERS * sqs.request;
    case 'AWS::Events::Rule': {
      const { ScheduleExpression } = Properties;
      if (typeof ScheduleExpression !== 'string') return 0;
      const one =
        SWEEP_GB_SECONDS * lambda.gbSecondArm +
        lambda.request +
        SWEEP_READS * dynamo.readUnit +
        (LOG_BYTES / 1e9) * logs.gb;
      return rate(ScheduleExpression) * one;
    }
    case 'AWS::DynamoDB::Table':
      // On demand, so only what is stored is paid for, with its backup; empty tables hold nothing.
      if (Properties.BillingMode !== 'PAY_PER_REQUEST') throw new TypeError('a table has provisioned capacity');
      return 0;
    case 'AWS::Lambda::Function':
      return 0;
    default:
      throw new TypeError(`nobody has said what an idle ${Type} costs`);
  }
}

/** What the stacks cost a month while nothing is synced, by kind of resource, the dearest first. */
export function idleCharges(templates: readonly Template[]): readonly IdleCharge[] {
  const resources = templates.flatMap((template) =>
    Object.values(z.record(z.string(), Resource).parse(template.toJSON().Resources)),
  );
  return [...Map.groupBy(resources, ({ Type }) => Type)]
    .map(([what, of]) => ({ what, count: of.length, dollars: of.reduce((sum, one) => sum + monthOf(one), 0) }))
    .toSorted((a, b) => b.dollars - a.dollars);
}

/** The stacks' templates as `cdk.json` configures them, without bundling. */
export function synthesize(context: Readonly<Record<string, unknown>>): readonly Template[] {
  const stacks = sluice(new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } }));
  return [stacks.data, stacks.sync, stacks.api].map((stack) => Template.fromStack(stack));
}

/** Dollars a month but for the secrets. */
export const withoutSecrets = (charges: readonly IdleCharge[]): number =>
  charges.reduce((sum, { what, dollars }) => sum + (what === 'AWS::SecretsManager::Secret' ? 0 : dollars), 0);
