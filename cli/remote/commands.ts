import { InvalidInputError } from '../../shared/errors.ts';
import type { DataArguments } from '../commands/data.ts';
import type { SourceArguments } from '../commands/discover.ts';
import type { ExportArguments } from '../commands/export.ts';
import type { KeyArguments } from '../commands/keys.ts';
import type { LogsArguments } from '../commands/logs.ts';
import type { MetricArguments } from '../commands/metric.ts';
import type { RunArguments } from '../commands/runs.ts';
import type { SqlArguments } from '../commands/sql-arguments.ts';
import type { SyncArguments } from '../commands/sync.ts';
import type { TargetOptions } from '../target.ts';
import { hereOrThere } from './target-or-local.ts';

// Each of these words does the same, and prints the same, in the local store and over the API of a deployed Sluice. What
// a word needs is loaded when it is called: DuckDB, the vendors and the AWS SDK each take longer than most of them do.

interface Json {
  readonly json?: boolean;
}

/** `sluice runs`. */
export const runs = (
  given: { readonly store: string; readonly limit: number } & Json & TargetOptions,
): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./runs.ts')).remoteRuns(call, given),
    async () => (await import('../commands/runs.ts')).runs(given),
  );

/** `sluice run`. */
export const run = (given: RunArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => {
      if (given.quarantine)
        throw new InvalidInputError(
          '--quarantine reads a local store; there, sluice run RUN and sluice logs RUN tell what could not be mapped',
        );
      return (await import('./runs.ts')).remoteRun(call, given);
    },
    async () => (await import('../commands/runs.ts')).run(given),
  );

/** `sluice cancel`. */
export const cancel = (
  given: { readonly run: string; readonly store: string } & Json & TargetOptions,
): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./runs.ts')).remoteCancel(call, given),
    async () => (await import('../commands/cancel.ts')).cancel(given),
  );

/** `sluice retry`. */
export const retry = (
  given: { readonly run: string; readonly store: string } & Json & TargetOptions,
): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./runs.ts')).remoteRetry(call, given),
    async () => (await import('../commands/sync.ts')).retry(given),
  );

/** `sluice sync`. */
export const sync = (given: SyncArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => {
      const local = [given.baseUrl, given.config, given.blueprint, given.file].some((option) => option !== undefined);
      if (local || given.scopes.length === 0)
        throw new InvalidInputError(
          'with --endpoint name the scopes; addresses and mappings are configured there: sluice apply --endpoint URL',
        );
      return syncThere(call, given);
    },
    async () => (await import('../commands/sync.ts')).sync(given),
  );

/** `sluice replay`. */
export const replay = (given: SyncArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => {
      if (given.baseUrl !== undefined || given.config !== undefined)
        throw new InvalidInputError('with --endpoint mappings are configured there: sluice apply --endpoint URL');
      return syncThere(call, given);
    },
    async () => (await import('../commands/sync.ts')).sync(given),
  );

type Call = Parameters<Parameters<typeof hereOrThere>[1]>[0];

async function syncThere(call: Call, given: SyncArguments): Promise<number> {
  const [{ readRequest }, { remoteSync }] = await Promise.all([import('../commands/sync.ts'), import('./runs.ts')]);
  return remoteSync(call, { ...readRequest(given), json: given.json ?? false });
}

/** `sluice logs`. */
export const logs = (given: LogsArguments & TargetOptions): Promise<number> =>
  // --deployed names the AWS account, so no endpoint is meant.
  hereOrThere(
    given.deployed ? { profile: 'local' } : given,
    async (call) => (await import('./runs.ts')).remoteLogs(call, given),
    async () => (await import('../commands/logs.ts')).logs(given),
  );

/** `sluice data`. */
export const data = (given: DataArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./answers.ts')).remoteData(call, given),
    async () => (await import('../commands/data.ts')).data(given),
  );

/** `sluice sql`. */
export const sql = (given: SqlArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./answers.ts')).remoteSql(call, given),
    async () => (await import('../commands/sql.ts')).sql(given),
  );

/** `sluice metric`. */
export const metric = (given: MetricArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./answers.ts')).remoteMetric(call, given),
    async () => (await import('../commands/metric.ts')).metric(given),
  );

/** `sluice export`: a table of the local store, or what is configured here or there. */
export async function exported(given: ExportArguments & Json & TargetOptions): Promise<number> {
  const { format: _, ...config } = given;
  if (given.table === 'config') return (await import('../commands/export-config.ts')).exportConfig(config);
  return hereOrThere(
    given,
    async () => {
      throw new InvalidInputError(
        'a table is exported of a local store: sluice data TABLE prints it from there, GET /api/v1/data/TABLE?format=parquet answers a file',
      );
    },
    async () => (await import('../commands/export.ts')).exportTable(given),
  );
}

/** `sluice check`. */
export const check = (given: SourceArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./sources.ts')).remoteCheck(call, given),
    async () => (await import('../commands/discover.ts')).check(given),
  );

/** `sluice discover`. */
export const discover = (given: SourceArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./sources.ts')).remoteDiscover(call, given),
    async () => (await import('../commands/discover.ts')).discover(given),
  );

/** `sluice fields`. */
export const fields = (given: SourceArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./sources.ts')).remoteFields(call, given),
    async () => (await import('../commands/fields.ts')).fields(given),
  );

/** `sluice keys create`. */
export const createKey = (given: KeyArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./keys.ts')).remoteCreateKey(call, given),
    async () => (await import('../commands/keys.ts')).createKey(given),
  );

/** `sluice keys list`. */
export const listKeys = (given: { readonly store: string } & Json & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./keys.ts')).remoteListKeys(call, given),
    async () => (await import('../commands/keys.ts')).listKeys(given),
  );

/** `sluice keys revoke`. */
export const revokeKey = (
  given: { readonly id: string; readonly store: string } & Json & TargetOptions,
): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./keys.ts')).remoteRevokeKey(call, given),
    async () => (await import('../commands/keys.ts')).revokeKey(given),
  );
