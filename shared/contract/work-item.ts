import * as z from 'zod';

/** The order of work in a run. */
export const rank = {
  collect: 10,
  children: 12,
  edge: 15,
  extract: 20,
  convert: 30,
  expand: 40,
  convertAfter: 60,
  missing: 90,
  enrich: 95,
  publish: 98,
} as const;

/** Whether an item waits for all items of its connection that have a smaller rank: the edges of lists, and what needs whole streams. */
export const isBarrier = (at: number): boolean => at === rank.edge || at >= rank.expand;

/** One request of a collect item: what `plugin-sdk` calls a WorkRequest, as it crosses the wire. */
export const RequestRecord = z.object({
  target: z.string().startsWith('/'),
  single: z.literal(true).exactOptional(),
  page: z.number().int().positive(),
  of: z.number().int().positive().exactOptional(),
  input: z.unknown().exactOptional(),
  since: z.string().exactOptional(),
  attempts: z.number().int().exactOptional(),
  ahead: z.number().int().exactOptional(),
  edge: z.object({ first: z.string(), last: z.string(), reading: z.number().int() }).exactOptional(),
  begin: z.object({ target: z.string(), reading: z.number().int() }).exactOptional(),
  again: z.string().exactOptional(),
  late: z.literal(true).exactOptional(),
  missing: z.object({ key: z.string(), version: z.string() }).exactOptional(),
});
export type RequestRecord = z.infer<typeof RequestRecord>;

/** How far a partition of the lake has come that is too large for one call. */
export const LakePart = z.object({
  /** `issues|github/acme/1|2`. */
  partition: z.string(),
  /** What was published when it was begun: its revision, 0 for a row that tells none, -1 for nothing. */
  rev: z.int(),
  /** Of the partition and of the files' columns when it was begun. */
  version: z.string().exactOptional(),
  shape: z.string(),
  /** The last row that is in the files. */
  after: z.string(),
  files: z.array(z.string()),
  rows: z.int(),
  /** When the latest of these rows was observed. */
  changedAt: z.string().exactOptional(),
});
export type LakePart = z.infer<typeof LakePart>;

/** What there is to do. */
export const Work = z.discriminatedUnion('kind', [
  /** Ask the vendor. */
  z.object({ kind: z.literal('collect'), requests: z.array(RequestRecord).min(1) }),
  /** Make tool records of a raw segment. */
  z.object({ kind: z.literal('extract'), segment: z.string() }),
  /** Make domain records of a tool object. */
  z.object({
    kind: z.literal('convert'),
    tool: z.string(),
    /** The tool object whose records changed what this one's records look up; absent for the first conversion. */
    because: z.string().exactOptional(),
  }),
  /** Plan what is too much for one commit: behind `after` come more. */
  z.object({
    kind: z.literal('expand'),
    what: z.enum(['children', 'once', 'segments', 'tools', 'missing']),
    /** For `children`: the segment whose pages ask for them. */
    segment: z.string().exactOptional(),
    /** Only these lines of the segment; default: all. */
    lines: z.array(z.number().int()).exactOptional(),
    after: z.string().exactOptional(),
    /** As in convert. */
    because: z.string().exactOptional(),
    /** For `segments`: only those whose tool object was made under other code or another mapping. */
    stale: z.literal(true).exactOptional(),
    /** For `once`: the run whose pages mention the keys; default: the item's own. */
    of: z.string().exactOptional(),
  }),
  /** Derive what needs more than one record. */
  z.object({
    kind: z.literal('enrich'),
    what: z.enum(['scope', 'connection', 'project']),
    /** The scope's key, the connection's owner, or the product's name. */
    of: z.string(),
    /** Where it goes on, when it was too much for one call: a step, and how far in it. */
    part: z.object({ step: z.string(), from: z.int() }).exactOptional(),
  }),
  /** Bring the rows of one owner into the lake. */
  z.object({
    kind: z.literal('publish'),
    /** A scope's key, or the owner of what scopes share. */
    of: z.string(),
    part: LakePart.exactOptional(),
  }),
]);
export type Work = z.infer<typeof Work>;

/** A work item of the ledger. Times are epoch milliseconds. */
export const WorkItem = z.object({
  pk: z.string(),
  sk: z.string(),
  id: z.string(),
  run: z.string(),
  rank: z.number().int(),
  connection: z.string(),
  scope: z.string(),
  stream: z.string(),
  work: Work,
  /** How often it was claimed. */
  attempts: z.number().int().default(0),
  notBefore: z.number().default(0),
  grantTick: z.number().default(0),
  grantUntil: z.number().default(0),
  claimBy: z.string().default(''),
  claimUntil: z.number().default(0),
});
export type WorkItem = z.infer<typeof WorkItem>;
