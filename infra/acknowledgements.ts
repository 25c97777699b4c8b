import type { Stack } from 'aws-cdk-lib';
import { NagSuppressions } from 'cdk-nag';

/** The stacks in which findings are acknowledged. */
export interface AcknowledgedStacks {
  readonly data: Stack;
  readonly sync: Stack;
  readonly api: Stack;
}

/** A finding of cdk-nag that is meant, where, and why. */
interface Acknowledgement {
  readonly stack: keyof AcknowledgedStacks;
  readonly path: string;
  readonly id: string;
  readonly reason: string;
  /** Only what is listed is acknowledged of a rule that reports one finding for each wildcard. */
  readonly appliesTo?: { regex: string }[];
}

const objects = (prefixes: string): { regex: string } => ({
  regex: `/^Resource::.*bucket.*\\/(${prefixes})\\/\\*$/`,
});

/** Schedules have the names of blueprints, which come after the deployment. */
const schedules = { regex: '/^Resource::.*:schedule\\/sluice\\/\\*$/' };

const secrets = { regex: '/^Resource::.*:secret:sluice\\/connections\\/\\*$/' };

/** Every acknowledgement there is; a test holds their number. */
export const acknowledgements: readonly Acknowledgement[] = [
  {
    stack: 'data',
    path: 'bucket',
    id: 'AwsSolutions-S1',
    reason:
      'private bucket that only four roles reach, by prefix; CloudTrail data events tell more where one wants them',
  },
  {
    stack: 'data',
    path: 'api-key',
    id: 'AwsSolutions-SMG4',
    reason:
      'the key is held by callers that we do not know: rotating it by itself would lock them out; see the runbook',
  },
  {
    stack: 'sync',
    path: 'run',
    id: 'AwsSolutions-SF1',
    reason: 'errors only: the ledger and the report are the record of a run, and a beat a second would fill the log',
  },
  {
    stack: 'sync',
    path: 'run/Role',
    id: 'AwsSolutions-IAM5',
    reason: 'versions of its own three functions; X-Ray and the delivery of logs know no narrower resource',
    appliesTo: [{ regex: '/^Resource::\\*$/' }, { regex: '/^Resource::<(plan|dispatch|finish)[0-9A-F]+\\.Arn>:\\*$/' }],
  },
  {
    stack: 'sync',
    path: 'plan-role',
    id: 'AwsSolutions-IAM5',
    reason: 'the tokens of connections, which come after the deployment',
    appliesTo: [secrets],
  },
  {
    stack: 'sync',
    path: 'stages/collect-worker/collect-role',
    id: 'AwsSolutions-IAM5',
    reason: 'objects under its prefixes, and the tokens of connections, which come after the deployment',
    appliesTo: [objects('raw'), secrets],
  },
  {
    stack: 'sync',
    path: 'stages/extract-worker/extract-role',
    id: 'AwsSolutions-IAM5',
    reason: 'objects under its prefixes, whose keys carry a hash',
    appliesTo: [objects('raw|tool')],
  },
  {
    stack: 'sync',
    path: 'stages/convert-worker/convert-role',
    id: 'AwsSolutions-IAM5',
    reason: 'objects under its prefixes, whose keys carry a hash',
    appliesTo: [objects('tool|body|lake')],
  },
  {
    stack: 'sync',
    path: 'sweeper/sweep-role',
    id: 'AwsSolutions-IAM5',
    reason: 'objects under its prefixes, whose keys carry a hash',
    appliesTo: [objects('raw|tool|lake')],
  },
  {
    stack: 'sync',
    path: 'migrator/migrate-role',
    id: 'AwsSolutions-IAM5',
    reason: 'schedules of the group of Sluice, which are called as blueprints',
    appliesTo: [schedules],
  },
  {
    stack: 'api',
    path: 'api-role',
    id: 'AwsSolutions-IAM5',
    reason:
      'large bodies of records and raw answers, whose keys carry a hash, and answers, whose keys are made up; schedules of blueprints',
    appliesTo: [objects('body|raw|answers'), schedules],
  },
  {
    stack: 'api',
    path: 'ask-role',
    id: 'AwsSolutions-IAM5',
    reason:
      'tokens of connections, which come after the deployment; raw answers and its own, under their prefixes; streams of the logs of four functions, and answers to queries of logs, which are no resource',
    appliesTo: [
      secrets,
      objects('raw|answers'),
      { regex: '/^Resource::.*:log-group:\\/sluice\\/(dispatch|collect|extract|convert):\\*$/' },
      { regex: '/^Resource::\\*$/' },
    ],
  },
  {
    stack: 'api',
    path: 'query-role',
    id: 'AwsSolutions-IAM5',
    reason: 'files of the lake, whose keys carry a hash, and answers, whose keys are made up, under their prefixes',
    appliesTo: [objects('lake|answers')],
  },
  {
    stack: 'api',
    path: 'http/api/GET--healthz',
    id: 'AwsSolutions-APIG4',
    reason: 'says that the API is up, and nothing else',
  },
  ...['GET--', 'GET--{proxy+}'].map((route) => ({
    stack: 'api' as const,
    path: `http/api/${route}`,
    id: 'AwsSolutions-APIG4',
    reason: 'files of the page, the same for everybody; what it shows it asks with a key',
  })),
];

/** Tell cdk-nag what is acknowledged. */
export const acknowledge = (stacks: AcknowledgedStacks): void => {
  for (const { stack, path, id, reason, appliesTo } of acknowledgements) {
    const suppression = { id, reason, ...(appliesTo ? { appliesTo } : {}) };
    NagSuppressions.addResourceSuppressionsByPath(
      stacks[stack],
      `/${stacks[stack].stackName}/${path}`,
      [suppression],
      true,
    );
  }
};
