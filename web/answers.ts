import * as z from 'zod';
import { RunReport, RunState, Totals } from '../shared/contract/run.ts';

/** Who asks. */
export const Me = z.object({ name: z.string(), role: z.string() });

/** A run, in a list. */
export const Summary = z.object({
  run: z.string(),
  state: RunState,
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  canceled: z.boolean(),
  scopes: z.array(z.object({ key: z.string(), name: z.string() })),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
  failure: z.string(),
});
export type Summary = z.output<typeof Summary>;

export const Runs = z.object({ runs: z.array(Summary), next: z.string().nullable() });

const Stage = z.object({
  planned: z.number(),
  open: z.number(),
  done: z.number(),
  dead: z.number(),
  canceled: z.number(),
});
const Token = z.object({
  connection: z.string(),
  token: z.string().nullable(),
  requestsLeft: z.number().nullable(),
  kept: z.number(),
  resetAt: z.string().nullable(),
  blockedUntil: z.string().nullable(),
  refused: z.string(),
});
export type Token = z.output<typeof Token>;

/** A run with how far it is; one that is not planned yet is only a name. */
export const RunView = z.union([
  Summary.extend({
    progress: z.object({
      stages: z.record(z.string(), Stage),
      rate: z.number(),
      tokens: z.array(Token),
      waitsUntil: z.string().nullable(),
      estimatedEndAt: z.string().nullable(),
    }),
    totals: Totals,
    report: RunReport.nullable(),
  }),
  z.object({ run: z.string(), state: z.literal('planning') }),
]);
export type RunView = z.output<typeof RunView>;

/** What died in a run. */
export const Failure = z.object({
  id: z.string(),
  scope: z.string(),
  stream: z.string(),
  stage: z.string(),
  reason: z.string(),
  kind: z.string(),
  attempts: z.number(),
  target: z.string(),
  status: z.number(),
  body: z.string(),
  at: z.string(),
});
export const Failures = z.object({ failures: z.array(Failure), next: z.string().nullable() });

export const Started = z.object({ run: z.string(), state: z.string() });

export const Projects = z.object({
  projects: z.array(z.object({ name: z.string(), description: z.string().default(''), scopes: z.array(z.string()) })),
});

export const SyncedScopes = z.object({
  scopes: z.array(
    z.object({ key: z.string(), plugin: z.string(), connection: z.string(), name: z.string(), scope: z.string() }),
  ),
});

const Plugin = z.object({
  name: z.string(),
  title: z.string(),
  baseUrl: z.string().nullable(),
  can: z.array(z.string()),
  streams: z.array(z.object({ name: z.string() })),
  scopeConfigSchema: z.record(z.string(), z.unknown()).nullable(),
  proposedScopeConfig: z.unknown().nullable(),
});
export type Plugin = z.output<typeof Plugin>;
export const Plugins = z.object({ plugins: z.array(Plugin) });

const Connection = z.object({
  name: z.string(),
  plugin: z.string(),
  baseUrl: z.string().optional(),
  tokens: z.array(z.string()),
});
export type Connection = z.output<typeof Connection>;
export const Connections = z.object({ connections: z.array(Connection) });

export const Checked = z.object({
  ok: z.boolean(),
  credentials: z.array(z.object({ token: z.string().nullable(), ok: z.boolean(), reason: z.string() })),
});

export const Discovered = z.object({
  scopes: z.array(z.object({ id: z.string(), name: z.string(), scope: z.string() })),
  more: z.boolean().default(false),
});

/** What a vendor's answer would become under a mapping. */
export const Preview = z.object({
  samples: z.array(
    z.object({
      raw: z.unknown(),
      records: z.array(z.object({ table: z.string(), record: z.record(z.string(), z.unknown()) })),
      problems: z.array(z.string()),
    }),
  ),
});

export const Tables = z.object({
  tables: z.array(z.object({ name: z.string(), columns: z.number(), rows: z.number() })),
  asOf: z.string().nullable().default(null),
});

export const TableView = z.object({
  name: z.string(),
  key: z.array(z.string()),
  columns: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() })),
  rows: z.number(),
  asOf: z.string().nullable(),
  completeness: z.array(
    z.object({
      scope: z.string(),
      connection: z.string(),
      stream: z.string(),
      asOf: z.string().nullable(),
      state: z.string(),
    }),
  ),
});

const Source = z.object({
  raw: z.string(),
  plugin: z.string(),
  stream: z.string(),
  run: z.string(),
  url: z.string().nullable(),
  status: z.number().nullable(),
  fetchedAt: z.string().nullable(),
  sha256: z.string().nullable(),
  isIntact: z.boolean(),
  element: z.unknown(),
});

/** A row, and where it comes from. */
export interface Origin {
  readonly table: string;
  readonly record: Readonly<Record<string, unknown>>;
  readonly run: string;
  readonly observedAt: string;
  readonly isDerived: boolean;
  readonly source: z.output<typeof Source> | null;
  readonly madeOf: readonly Origin[];
}
const Origin: z.ZodType<Origin> = z.object({
  table: z.string(),
  record: z.record(z.string(), z.unknown()),
  run: z.string(),
  observedAt: z.string(),
  isDerived: z.boolean(),
  source: Source.nullable(),
  madeOf: z.array(z.lazy(() => Origin)),
});
export const Origins = z.object({ rows: z.array(Origin) });
