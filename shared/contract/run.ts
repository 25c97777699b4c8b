import * as z from 'zod';

/** What a user may ask of a run. */
export const RunOptions = z.object({
  /** Ask for everything again, on condition where the vendor allows it. */
  full: z.boolean().exactOptional(),
  /** For streams that have no cursor yet: nothing older than this, ISO 8601. */
  since: z.iso.datetime({ offset: true }).exactOptional(),
  /** Takes what a full read misses for deleted, however much it is. */
  acceptDeletions: z.boolean().exactOptional(),
  /** Only these streams. */
  streams: z.array(z.string()).exactOptional(),
  /** Derive again from what is stored; nothing is asked of the vendor. */
  from: z.enum(['extract', 'convert']).exactOptional(),
  /** Try only what died in this run. */
  retry: z.string().min(1).exactOptional(),
});
export type RunOptions = z.infer<typeof RunOptions>;

/** What started a run; the run's id is derived from it, so that a doubled trigger is one run. */
export const Trigger = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('schedule'), blueprint: z.string(), scheduledAt: z.string() }),
  z.object({ kind: z.literal('request'), key: z.string().min(1).max(200) }),
]);
export type Trigger = z.infer<typeof Trigger>;

/** The machine's input: a new run, or one that is to be continued. */
export const RunRequest = z.object({
  trigger: Trigger,
  /** `github:owner/repo`, one or more. */
  scopes: z.array(z.string().min(3).max(400)).min(1).max(200),
  connection: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'use 1 to 32 of a-z, 0-9 and -')
    .exactOptional(),
  options: RunOptions.default({}),
});
export type RunRequest = z.infer<typeof RunRequest>;

/** Names a run that was planned. */
export const RunName = z.object({ run: z.string().min(1) });
export type RunName = z.infer<typeof RunName>;

/** Input of the machine: a new run, or one that was planned and is to be continued. */
export const MachineInput = z.union([RunName, RunRequest]);
export type MachineInput = z.infer<typeof MachineInput>;

/** Input of dispatch: the run, how often this execution has looped, and the execution's name. */
export const DispatchInput = RunName.extend({ loop: z.number().int(), execution: z.string() });
export type DispatchInput = z.infer<typeof DispatchInput>;

/** States of a run; the last five are ends. */
export const RunState = z.enum([
  'planning',
  'running',
  'completed',
  'completed_with_errors',
  'canceled',
  'failed',
  'superseded',
]);
export type RunState = z.infer<typeof RunState>;

/** A connection as a run uses it. */
export const RunConnection = z.object({
  plugin: z.string(),
  name: z.string(),
  baseUrl: z.string(),
  tokens: z.array(z.string()),
  share: z.number(),
});
export type RunConnection = z.infer<typeof RunConnection>;

const FirstHead = z.object({
  trigger: Trigger,
  options: RunOptions,
  connections: z.array(z.object({ plugin: z.string(), name: z.string() })),
  scopes: z.array(z.object({ name: z.string() })),
  skipped: z.array(z.object({ name: z.string() })),
});

/** What a run was asked for whose head is of format 1 and does not say so: made of what it does say. */
export function requestOfHead(head: unknown): RunRequest {
  const { trigger, options, connections, scopes, skipped } = FirstHead.parse(head);
  const [connection] = connections;
  const names = [...scopes, ...skipped, ...(scopes.length + skipped.length === 0 ? [{ name: 'unknown' }] : [])];
  return {
    trigger,
    options,
    scopes: names.map(({ name }) => `${connection?.plugin ?? 'unknown'}:${name}`),
    ...(connection && { connection: connection.name }),
  };
}

const withRequest = (head: unknown): unknown =>
  typeof head === 'object' && head !== null && !('request' in head) ? { ...head, request: requestOfHead(head) } : head;

const PresentHead = z.object({
  pk: z.string(),
  sk: z.string(),
  run: z.string(),
  rev: z.number().int(),
  state: RunState,
  request: RunRequest,
  trigger: Trigger,
  options: RunOptions,
  connections: z.array(RunConnection),
  scopes: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      epoch: z.number().int(),
      /** Under which scope config and converters it was planned. */
      derivation: z.string().default(''),
      /** Streams that are read in full, so that they may tell what is gone. */
      whole: z.array(z.string()).default([]),
    }),
  ),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
  tick: z.number().int(),
  tickAt: z.number(),
  /** A tick found nothing left to do, and nothing more to plan: only then the run is finished. */
  drained: z.boolean().default(false),
  /** When the last claim that was granted ends at the latest. */
  claimsUntil: z.number(),
  generation: z.number().int(),
  createdAt: z.number(),
  canceledAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** Why it could not even be planned. */
  failure: z.string().default(''),
});
/** A run's head: its state and heartbeat. Changed only on condition of `rev`. Times are epoch milliseconds. */
export const RunHead = z.preprocess(withRequest, PresentHead);
export type RunHead = z.infer<typeof RunHead>;

const count = () => z.number().int().default(0);

/** What happened to one stream of one scope; done records hold a part, the run's totals the sum. */
export const StreamCounts = z.object({
  requests: count(),
  notModified: count(),
  pages: count(),
  records: count(),
  written: count(),
  unchanged: count(),
  deleted: count(),
  quarantined: count(),
  dead: count(),
  drift: count(),
  /** Records that a full read did not show. */
  missing: count(),
  /** Shared records that nothing of the scope makes any more; they are kept, as another scope may hold them. */
  released: count(),
  /** Time that workers spent on it, added up. */
  milliseconds: count(),
  /** The vendor's clock at the first answer of the stream, ISO 8601: the next cursor. */
  startedAt: z.string().default(''),
});
export type StreamCounts = z.infer<typeof StreamCounts>;

/** Progress of one stage: requests for collect, work items for the others. */
export const StageCounts = z.object({ planned: count(), done: count(), dead: count() });
export type StageCounts = z.infer<typeof StageCounts>;

export const Stages = z.object({
  collect: StageCounts.prefault({}),
  extract: StageCounts.prefault({}),
  convert: StageCounts.prefault({}),
  enrich: StageCounts.prefault({}),
  publish: StageCounts.prefault({}),
});
export type Stages = z.infer<typeof Stages>;

/** Sums over everything that was committed. */
export const Totals = z.object({
  streams: z.record(z.string(), StreamCounts).default({}),
  stages: Stages.prefault({}),
});
export type Totals = z.infer<typeof Totals>;

/** A request or item that will not be tried again. */
export const DeadItem = z.object({
  id: z.string(),
  scope: z.string(),
  stream: z.string(),
  stage: z.enum(['collect', 'extract', 'convert', 'enrich', 'publish']),
  reason: z.string(),
  kind: z.enum(['transient', 'permanent', 'credential']),
  attempts: z.number().int(),
  target: z.string().default(''),
  status: z.number().int().default(0),
  /** The first 4 KiB of the answer, secrets masked. */
  body: z.string().default(''),
  at: z.number(),
});
export type DeadItem = z.infer<typeof DeadItem>;

/** What a full read of a stream found of records that it did not show. */
export const Finding = z.object({
  scope: z.string(),
  stream: z.string(),
  /** `massDeletion`: so much is missing that nothing was deleted. `untold`: the read could not tell, and why. */
  kind: z.enum(['massDeletion', 'untold']),
  /** Records that there are, and that were not shown. */
  known: count(),
  missing: count(),
  reason: z.string().default(''),
});
export type Finding = z.infer<typeof Finding>;

/** The report of a run: one, at its end. */
export const RunReport = z.object({
  run: z.string(),
  state: RunState,
  createdAt: z.string(),
  endedAt: z.string(),
  scopes: z.array(z.object({ key: z.string(), name: z.string() })),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
  totals: Totals,
  dead: z.array(DeadItem),
  findings: z.array(Finding).default([]),
  failure: z.string().default(''),
});
export type RunReport = z.infer<typeof RunReport>;
