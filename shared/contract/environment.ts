import * as z from 'zod';

const text = z.string().min(1);
const queueUrl = z.url();
const seconds = z.coerce.number<string>().int().positive();
const count = z.coerce.number<string>().int().positive();

const control = { CONTROL_TABLE: text };
const domain = { DOMAIN_TABLE: text };
const bucket = { BUCKET: text };

/** What a function needs that asks vendors. */
const asking = {
  /** A connection's token is in the secret of this prefix and the connection's name. */
  SECRET_PREFIX: text,
  /** For emulators only: lets a connection's base URL resolve to a private or loopback address. */
  ALLOW_PRIVATE_HOSTS: z.stringbool().optional(),
};
const worker = { ...control, ...bucket, FUNCTION_TIMEOUT_SECONDS: seconds };

/** What a function needs that makes schedules. */
const scheduling = { MACHINE_ARN: text, SCHEDULE_GROUP: text, SCHEDULE_ROLE_ARN: text, DEAD_LETTER_ARN: text };

/** Plan takes the leases and writes the first work items; it looks a scope's name and a connection's tokens up. */
export const PlanEnvironment = z.object({ ...control, ...asking });

/** Dispatch ticks within its timeout and grants work over three queues. */
export const DispatchEnvironment = z.object({
  ...control,
  COLLECT_QUEUE_URL: queueUrl,
  EXTRACT_QUEUE_URL: queueUrl,
  CONVERT_QUEUE_URL: queueUrl,
  FUNCTION_TIMEOUT_SECONDS: seconds,
  /** Loops of one execution after which dispatch answers `handover`; far from 25,000 history events. */
  HANDOVER_AFTER_LOOPS: count,
});

/** Collect asks vendors and stores their answers. */
export const CollectEnvironment = z.object({ ...worker, ...asking });

/** Extract reads raw segments and writes tool objects. */
export const ExtractEnvironment = z.object(worker);

/** Convert reads tool objects and writes domain records. */
export const ConvertEnvironment = z.object({ ...worker, ...domain });

/** Finish moves cursors, writes the report and releases the leases. */
export const FinishEnvironment = z.object(control);

/** Sweep restarts runs whose last tick is old, and marks objects that are replaced. */
export const SweepEnvironment = z.object({ ...control, ...domain, ...bucket, MACHINE_ARN: text });

/** Migrate brings the rows of the control table into a new format, and makes the schedules what blueprints say. */
export const MigrateEnvironment = z.object({ ...control, ...scheduling });

/** The API reads runs and data, starts runs, and makes schedules. */
export const ApiEnvironment = z.object({ ...control, ...domain, ...bucket, ...scheduling });

/** Ask asks others than the tables: vendors, for what may be configured; the secrets; the logs of runs. */
export const AskEnvironment = z.object({ ...control, ...bucket, ...asking });

/** Query answers SQL and metrics on the files of the lake. */
export const QueryEnvironment = z.object({
  ...control,
  ...bucket,
  /** Files that are kept in the function's own folder, at most. */
  CACHE_MIB: count,
  /** What DuckDB may use, as it writes it: `1200MB`. */
  MEMORY: text,
});

/** Authorize finds out who calls: by a key of the table, by the first key in a secret, or by a token of an issuer. */
export const AuthorizeEnvironment = z.object({
  ...control,
  API_KEY_SECRET: text,
  /** `{"issuer", "audience", …}`; absent: no token is believed. */
  OIDC: text.optional(),
});

/** Page answers the page's files, which lie beside it. */
export const PageEnvironment = z.object({});

/** The environment of every function, by the function's name. */
export const environments = {
  plan: PlanEnvironment,
  dispatch: DispatchEnvironment,
  collect: CollectEnvironment,
  extract: ExtractEnvironment,
  convert: ConvertEnvironment,
  finish: FinishEnvironment,
  sweep: SweepEnvironment,
  migrate: MigrateEnvironment,
  api: ApiEnvironment,
  ask: AskEnvironment,
  query: QueryEnvironment,
  authorize: AuthorizeEnvironment,
  page: PageEnvironment,
} as const;

/** Name of a function: its file, its use case, its construct and its machine state. */
export type FunctionName = keyof typeof environments;

/** The log group of a function. */
export const logGroupOf = (name: FunctionName): string => `/sluice/${name}`;

/** What the environment of one function must hold, as strings, before it is parsed. */
export type EnvironmentOf<Name extends FunctionName> = z.input<(typeof environments)[Name]>;
