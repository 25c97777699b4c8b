import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { sluice } from '../../infra/sluice.ts';
import { environments } from '../../shared/contract/environment.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CdkJson = z.object({ context: z.record(z.string(), z.unknown()) });
const Resources = z.object({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
const Lambda = z.object({ FunctionName: z.string(), Code: z.object({ S3Key: z.string() }) });

/** A function as it is deployed: its name and its one file. */
export interface Bundle {
  readonly name: string;
  readonly file: string;
}

/** Synthesizes the app with its bundles. They lie in the repository, where the SDK is found that Lambda's runtime has. */
export function buildBundles(more: Readonly<Record<string, unknown>> = {}): {
  readonly folder: string;
  readonly bundles: readonly Bundle[];
} {
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'bundles-'));
  const { context } = CdkJson.parse(JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')));
  const app = new App({ outdir: folder, context: { ...context, withoutNative: true, ...more } });
  sluice(app);
  const { stacks } = app.synth();
  const lambdas = stacks.flatMap(({ templateFullPath }) => {
    const { Resources: all } = Resources.parse(JSON.parse(readFileSync(templateFullPath, 'utf8')));
    return Object.values(all).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  });
  const ours = new Set(Object.keys(environments).map((name) => `sluice-${name}`));
  const bundles = lambdas.flatMap(({ Properties }): Bundle[] => {
    const read = Lambda.safeParse(Properties);
    if (!read.success || !ours.has(read.data.FunctionName)) return [];
    const { FunctionName: name, Code } = read.data;
    return [
      { name: name.replace('sluice-', ''), file: join(folder, `asset.${Code.S3Key.replace('.zip', '')}`, 'index.mjs') },
    ];
  });
  return { folder, bundles };
}

/** Values that every function's environment may hold: they are read when it is loaded. */
export const anyEnvironment: Readonly<Record<string, string>> = {
  CONTROL_TABLE: 'control',
  DOMAIN_TABLE: 'domain',
  BUCKET: 'bucket',
  SECRET_PREFIX: 'sluice/connections/',
  API_KEY_SECRET: 'sluice/api-key',
  MACHINE_ARN: 'arn:aws:states:us-east-1:1:stateMachine:sluice-run',
  SCHEDULE_GROUP: 'sluice',
  SCHEDULE_ROLE_ARN: 'arn:aws:iam::1:role/schedules',
  DEAD_LETTER_ARN: 'arn:aws:sqs:us-east-1:1:dead',
  COLLECT_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/1/collect',
  EXTRACT_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/1/extract',
  CONVERT_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/1/convert',
  FUNCTION_TIMEOUT_SECONDS: '300',
  CACHE_MIB: '64',
  MEMORY: '256MB',
  HANDOVER_AFTER_LOOPS: '2000',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
};
