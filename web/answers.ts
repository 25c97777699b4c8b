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
  projects: z.array(z.looseObject({ name: z.string(), scopes: z.array(z.string()) })),
});

export const SyncedScopes = z.object({
  scopes: z.array(
    z.object({
      key: z.string(),
      plugin: z.string(),
      connection: z.string(),
      name: z.string(),
      scope: z.string(),
      config: z.record(z.string(), z.unknown()).nullable().default(null),
    }),
  ),
});
export type SyncedScope = z.output<typeof SyncedScopes>['scopes'][number];

/** A key of a mapping, as its JSON Schema tells it. */
const Property = z.object({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.string()).optional(),
  /** It names a field of the vendor. */
  field: z.boolean().optional(),
});
export type Property = z.output<typeof Property>;

const Plugin = z.object({
  name: z.string(),
  title: z.string(),
  baseUrl: z.string().nullable(),
  can: z.array(z.string()),
  streams: z.array(z.object({ name: z.string(), child: z.boolean().default(false) })),
  form: z
    .object({
      credential: z.array(
        z.object({ name: z.string(), label: z.string(), secret: z.boolean(), optional: z.boolean().default(false) }),
      ),
      credentialSays: z.string(),
      anonymous: z.string().optional(),
      baseUrlExample: z.string(),
      scope: z.object({ one: z.string(), many: z.string(), example: z.string(), says: z.string() }),
      listed: z.object({ label: z.string(), isNeeded: z.boolean() }).optional(),
    })
    .nullable()
    .default(null),
  scopeConfigSchema: z.object({ properties: z.record(z.string(), Property).default({}) }).nullable(),
  proposedScopeConfig: z.record(z.string(), z.unknown()).nullable(),
});
export type Plugin = z.output<typeof Plugin>;
export const Plugins = z.object({ plugins: z.array(Plugin) });

const Connection = z.object({
  name: z.string(),
  plugin: z.string(),
  baseUrl: z.string().optional(),
  tokens: z.array(z.string()),
  scopeConfig: z.string().optional(),
});
export type Connection = z.output<typeof Connection>;
export const Connections = z.object({ connections: z.array(Connection) });

export const Checked = z.object({
  ok: z.boolean(),
  credentials: z.array(
    z.object({ token: z.string().nullable(), ok: z.boolean(), reason: z.string(), field: z.string().nullish() }),
  ),
});

export const Discovered = z.object({
  scopes: z.array(z.object({ id: z.string(), name: z.string(), title: z.string().default(''), scope: z.string() })),
  more: z.boolean().default(false),
});
export type Discovered = z.output<typeof Discovered>;

export const Fields = z.object({ fields: z.array(z.object({ id: z.string(), name: z.string(), type: z.string() })) });

/** Which mapping a scope has. */
export const Scopes = z.object({ scopes: z.array(z.object({ name: z.string(), scopeConfig: z.string().optional() })) });
export const ScopeConfigs = z.object({
  scopeConfigs: z.array(z.object({ name: z.string(), plugin: z.string(), mapping: z.record(z.string(), z.unknown()) })),
});

const Blueprint = z.object({
  name: z.string(),
  scopes: z.array(z.string()).optional(),
  project: z.string().optional(),
  cron: z.string(),
  zone: z.string(),
  enabled: z.boolean(),
});
export type Blueprint = z.output<typeof Blueprint>;
export const Blueprints = z.object({ blueprints: z.array(Blueprint) });

/** The next starts, the first one first. */
export const Starts = z.object({ starts: z.array(z.string()) });

/** What a vendor's answer would become under a mapping. */
const Sample = z.object({
  raw: z.unknown(),
  records: z.array(z.object({ table: z.string(), record: z.record(z.string(), z.unknown()) })),
  problems: z.array(z.string()),
});
export type Sample = z.output<typeof Sample>;
export const Preview = z.object({ samples: z.array(Sample) });

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
