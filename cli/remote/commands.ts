import { InvalidInputError } from '../../shared/errors.ts';
import { cancel as cancelHere } from '../commands/cancel.ts';
import { type DataArguments, data as dataHere } from '../commands/data.ts';
import type { MetricArguments } from '../commands/metric.ts';
import { type RunArguments, run as runHere, runs as runsHere } from '../commands/runs.ts';
import { questionOf, type SqlArguments } from '../commands/sql-arguments.ts';
import { readRequest, retry as retryHere, type SyncArguments, sync as syncHere } from '../commands/sync.ts';
import type { TargetOptions } from '../target.ts';
import { hereOrThere } from './target-or-local.ts';

// Each of these words does the same, and prints the same, in the local store and over the API of a deployed Sluice.

/** `sluice runs`. */
export const runs = (given: Parameters<typeof runsHere>[0] & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./runs.ts')).remoteRuns(call, given),
    () => runsHere(given),
  );

/** `sluice run`. */
export const run = (given: RunArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => {
      if (given.quarantine) throw new InvalidInputError('--quarantine reads the local store; leave --endpoint away');
      return (await import('./runs.ts')).remoteRun(call, given);
    },
    () => runHere(given),
  );

/** `sluice cancel`. */
export const cancel = (given: Parameters<typeof cancelHere>[0] & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./runs.ts')).remoteCancel(call, given.run),
    () => cancelHere(given),
  );

/** `sluice retry`. */
export const retry = (given: Parameters<typeof retryHere>[0] & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./runs.ts')).remoteRetry(call, given),
    () => retryHere(given),
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
      return (await import('./runs.ts')).remoteSync(call, { ...readRequest(given), json: given.json ?? false });
    },
    () => syncHere(given),
  );

/** `sluice data`. */
export const data = (given: DataArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./answers.ts')).remoteData(call, given),
    () => dataHere(given),
  );

/** `sluice sql`; DuckDB takes a fifth of a second to load, so only what needs it does. */
export const sql = (given: SqlArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => {
      const question = await questionOf(given);
      if (question === undefined) throw new InvalidInputError('--schema reads the local store; leave --endpoint away');
      return (await import('./answers.ts')).remoteSql(call, question, given);
    },
    async () => (await import('../commands/sql.ts')).sql(given),
  );

/** `sluice metric`. */
export const metric = (given: MetricArguments & TargetOptions): Promise<number> =>
  hereOrThere(
    given,
    async (call) => (await import('./answers.ts')).remoteMetric(call, given),
    async () => (await import('../commands/metric.ts')).metric(given),
  );
