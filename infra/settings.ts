import type { Node } from 'constructs';
import * as z from 'zod';
import { RunRequest } from '../shared/contract/run.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { readDeployedConfig } from './deployed-config.ts';

/** A value given by `cdk -c name=json` arrives as a string. */
const fromJson = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);

const Blueprint = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
  scopes: RunRequest.shape.scopes,
  connection: RunRequest.shape.connection,
  options: RunRequest.shape.options,
  schedule: z.string().regex(/^(rate|cron)\(.+\)$/),
  timezone: z.string().default('Etc/UTC'),
  /** Whether it starts anything; one that does not is deployed all the same. */
  enabled: z.boolean().default(true),
});

/** Scopes plus a schedule, as configured in `cdk.json`. */
export type Blueprint = z.infer<typeof Blueprint>;

const Settings = z.object({
  architecture: z.enum(['arm64', 'x86_64']).default('arm64'),
  /** Days after which an object that was replaced, and tagged so, expires. */
  replacedRetentionDays: z.coerce.number().int().positive().default(30),
  /** One of the values that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, … */
  logRetentionDays: z.coerce.number().int().positive().default(30),
  blueprints: z.preprocess(fromJson, z.array(Blueprint).default([])),
  /** Most invocations at a time of the extract and convert queues; 2 is the least that SQS allows. */
  concurrency: z.preprocess(
    fromJson,
    z.object({ extract: z.int().min(2).default(10), convert: z.int().min(2).default(10) }).prefault({}),
  ),
  /** A file of configuration, `sluice.yaml`: all of it is kept in the control table, and its blueprints are scheduled then. */
  config: z.string().transform(readDeployedConfig).optional(),
  /** Reserved concurrency by function name; unset leaves a function in the account's pool. */
  reserved: z.preprocess(fromJson, z.record(z.string(), z.int().positive()).default({})),
  /** Where alarms are mailed to; none leaves the topic without a subscriber. */
  alarmEmail: z.email().optional(),
  /** Whose tokens the API believes, besides its own keys; none when it is not set. */
  oidc: z
    .preprocess(
      fromJson,
      z
        .strictObject({
          issuer: z.url({ protocol: /^https?$/ }),
          audience: z.string().min(1),
          jwksUri: z.url({ protocol: /^https$/ }),
          roleClaim: z.string().min(1).optional(),
          defaultRole: z.enum(['reader', 'operator', 'admin']).optional(),
        })
        .optional(),
    )
    .optional(),
  /** For tests and emulators: leaves native libraries out, so that none is fetched. */
  withoutNative: z.preprocess(String, z.enum(['true', 'false', 'undefined'])).transform((value) => value === 'true'),
  /** For emulators only, see `ALLOW_PRIVATE_HOSTS`. */
  allowPrivateHosts: z
    .preprocess(String, z.enum(['true', 'false', 'undefined']))
    .transform((value) => value === 'true'),
});

/** What a user may set by context, in `cdk.json` or with `-c`. */
export type Settings = z.infer<typeof Settings>;

/**
 * Read the settings of an app from its context; throws zod's error when one is wrong, and says where the file of
 * configuration is wrong. A blueprint is in one of the two: a schedule has one owner.
 */
export function settingsOf(node: Node): Settings {
  const settings = Settings.parse(
    Object.fromEntries(Object.keys(Settings.shape).map((key) => [key, node.tryGetContext(key)])),
  );
  const own = settings.config?.blueprints ?? [];
  const twice = own.find((name) => settings.blueprints.some((each) => each.name === name));
  if (twice !== undefined)
    throw new InvalidInputError(`the blueprint "${twice}" is in cdk.json and in the file of configuration: keep one`);
  return settings;
}
