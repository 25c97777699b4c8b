/**
 * List prices of us-east-1 in US dollars as the authors know them, without having read the pages beside them that day:
 * check them there before you rely on a sum. Free tiers are not counted, as an account has only one. A month has 730
 * hours, as in AWS's calculator.
 */
export const prices = {
  /** https://aws.amazon.com/lambda/pricing/: a GB-second and a request. Sluice runs on arm64 unless it is told otherwise. */
  lambda: { gbSecondArm: 0.0000133334, gbSecondX86: 0.0000166667, request: 0.2 / 1e6 },
  /** https://aws.amazon.com/sqs/pricing/: standard queues, up to 64 KB a request. */
  sqs: { request: 0.4 / 1e6 },
  /** https://aws.amazon.com/s3/pricing/: S3 Standard. */
  s3: { put: 5 / 1e6, list: 5 / 1e6, get: 0.4 / 1e6, gbMonth: 0.023 },
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/: since November 2024; PITR is the continuous backup. */
  dynamo: { writeUnit: 0.625 / 1e6, readUnit: 0.125 / 1e6, gbMonth: 0.25, pitrGbMonth: 0.2 },
  /** https://aws.amazon.com/step-functions/pricing/: standard workflows. */
  states: { transition: 0.025 / 1000 },
  /** https://aws.amazon.com/xray/pricing/: a trace recorded. */
  xray: { trace: 5 / 1e6 },
  /** https://aws.amazon.com/cloudwatch/pricing/: logs that are taken in, and kept; a standard alarm on one metric. */
  logs: { gb: 0.5, gbMonth: 0.03 },
  alarm: { month: 0.1 },
  /** https://aws.amazon.com/eventbridge/pricing/: schedules of EventBridge Scheduler; rules on AWS's own events are free. */
  scheduler: { invocation: 1 / 1e6 },
  /** https://aws.amazon.com/api-gateway/pricing/: HTTP APIs. */
  api: { request: 1 / 1e6 },
  /** https://aws.amazon.com/secrets-manager/pricing/. */
  secret: { month: 0.4, call: 0.05 / 10_000 },
  /** https://aws.amazon.com/kms/pricing/: a customer's key; AWS's own keys cost nothing while they lie there. */
  kms: { keyMonth: 1, request: 0.03 / 10_000 },
} as const;

/** Hours of a month in AWS's calculator. */
export const MONTH_HOURS = 730;

/** A Lambda function has one vCPU for every so many MB: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html. */
export const VCPU_GB = 1769 / 1024;
