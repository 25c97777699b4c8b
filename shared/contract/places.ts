/** Keys of the control table, of the domain table and of objects: everything that two processes must agree on. */

const part = (text: string): string => encodeURIComponent(text);

/** `github/acme/134018330`: a scope's key; every part is percent-encoded. */
export const scopeKey = (plugin: string, connection: string, id: string): string =>
  [plugin, connection, id].map(part).join('/');

/** The attribute of a row of the control table that says when it may go (epoch seconds); most rows have none, and stay. */
export const TTL = 'ttl';

/** Places of the control table. */
export const places = {
  runs: 'runs',
  /** Runs that may not have ended, whatever their age. */
  open: (run: string) => ({ pk: 'open', sk: run }),
  head: (run: string) => ({ pk: `run/${run}`, sk: 'head' }),
  /** What a caller of the API asked for. */
  requested: (run: string) => ({ pk: `run/${run}`, sk: 'requested' }),
  totals: (run: string) => ({ pk: `run/${run}`, sk: 'totals' }),
  report: (run: string) => ({ pk: `run/${run}`, sk: 'report' }),
  planned: (run: string, scope: string, part: number) => ({ pk: `run/${run}`, sk: `planned#${scope}#${part}` }),
  items: (run: string) => `run/${run}/items`,
  done: (run: string) => `run/${run}/done`,
  dead: (run: string) => `run/${run}/dead`,
  segments: (scope: string) => `segments/${scope}`,
  tools: (scope: string) => `tools/${scope}`,
  /** Tool objects of one run that mention what child streams ask for once a key. */
  mentions: (run: string, scope: string) => `mentions/${run}/${scope}`,
  lease: (scope: string) => ({ pk: `lease/${scope}`, sk: 'lease' }),
  scope: (scope: string) => ({ pk: 'scopes', sk: scope }),
  alias: (plugin: string, connection: string, name: string) => ({
    pk: `alias/${part(plugin)}/${part(connection)}`,
    sk: name.toLowerCase(),
  }),
  /** What a user configured, by kind (`connections`, `blueprints`, …) and name; projects have a place of their own. */
  configured: (kind: string, name: string) => ({ pk: `config/${kind}`, sk: name }),
  /** The last revision of one that was removed, until there is another one of its name. */
  removed: (kind: string, name: string) => ({ pk: `removed/${kind}`, sk: name }),
  /** The last start of a blueprint: its scheduled time, and the run. */
  lastStarts: 'last-starts',
  lastStart: (blueprint: string) => ({ pk: 'last-starts', sk: blueprint }),
  /** That there may be a schedule of this name: written before it is made, so that none is ever forgotten. */
  scheduled: (blueprint: string) => ({ pk: 'scheduled', sk: blueprint }),
  budget: (connection: string, token: string | null) => ({ pk: `budget/${connection}`, sk: token ?? 'none' }),
  cursor: (scope: string, stream: string) => ({ pk: `cursor/${scope}`, sk: stream }),
  again: (scope: string, stream: string, key: string) => ({ pk: `again/${scope}`, sk: `${stream}#${key}` }),
  page: (scope: string, target: string) => ({ pk: `page/${scope}`, sk: target }),
  asked: (scope: string, stream: string, key: string) => ({ pk: `asked/${scope}/${stream}`, sk: key }),
  /** What a full read of a scope showed, by stream; and what keeps it from telling what is gone. */
  seen: (run: string, scope: string, stream: string) => `seen/${run}/${scope}/${part(stream)}`,
  hindered: (run: string, scope: string) => `hindered/${run}/${scope}`,
  /** Records that a full read did not show, until a second one decides. */
  missing: (scope: string) => `missing/${scope}`,
  /** When a stream was read in full last. */
  whole: (scope: string, stream: string) => ({ pk: `whole/${scope}`, sk: stream }),
  /** How far the sweep of the objects has come. */
  sweep: { pk: 'sweep', sk: 'objects' },
  /** Which objects hold a table in the lake: a row for each partition of it. */
  lake: (table: string) => `lake/${table}`,
  /** Files that hold each record of a table once, made of those that hold some twice. */
  merged: 'lake-merged',
  /** Files that were a part of the lake, and since when they are none. */
  replacedFiles: 'lake-replaced',
  /** Tables that a user brought along. */
  imports: 'imports',
  /** Products, by name; what runs share of them; and until which epoch of its lease a scope has been enriched. */
  projects: 'projects',
  project: (name: string) => ({ pk: 'projects', sk: name }),
  /** Users and teams. */
  people: 'people',
  scopes: 'scopes',
  sharedLease: (what: string, of: string) => ({ pk: `lease/${what}:${of}`, sk: 'shared' }),
  /** That a run is about to change rows of a scope: written before they are, so that it holds whatever becomes of the counts. */
  touched: (scope: string, run: string) => ({ pk: `touched/${scope}`, sk: run }),
  enriched: (scope: string) => ({ pk: `enriched/${scope}`, sk: 'enriched' }),
  /** That a run is about to change rows of a partition which may not be in the lake afterwards. */
  unpublished: (owner: string) => `unpublished/${owner}`,
  /** Under which shape of its files all that an owner had before was marked to be published. */
  inLake: (owner: string) => ({ pk: `in-lake/${owner}`, sk: 'whole' }),
  publishPlan: (run: string) => ({ pk: `run/${run}`, sk: 'publish' }),
  enrichPlan: (run: string, phase: string) => ({ pk: `run/${run}`, sk: `enrich#${phase}` }),
  /** Keys of the API, hashed; and what it answered to a request that may be sent again. */
  apiKeys: 'api-keys',
  apiKey: (id: string) => ({ pk: 'api-keys', sk: id }),
  answered: (hash: string) => ({ pk: `answered/${hash.slice(0, 2)}`, sk: hash }),
  findings: (run: string) => `run/${run}/findings`,
  left: (scope: string) => `left/${scope}`,
  quarantine: (scope: string) => `quarantine/${scope}`,
  format: { pk: 'migrations', sk: 'format' },
  migrationLock: { pk: 'migrations', sk: 'lock' },
  migrations: { pk: 'migrations', prefix: 'migration#' },
  migration: (id: string) => ({ pk: 'migrations', sk: `migration#${id}` }),
} as const;

/** Where an item lies in its run's ledger: those that can be sent sort by connection, rank and order. */
export const readySk = (connection: string, rank: number, stream: string, id: string): string =>
  `${connection}|r|${rank}|${stream}|${id}`;

/** Items that must wait sort by when they may start (epoch ms). */
export const waitingSk = (connection: string, notBefore: number, id: string): string =>
  `${connection}|w|${String(notBefore).padStart(14, '0')}|${id}`;

/** The prefixes under which a tick reads. */
export const readyPrefix = (connection: string): string => `${connection}|r|`;
export const waitingPrefix = (connection: string): string => `${connection}|w|`;

/** `raw/github/acme/134018330/issues/<run>/<item>-<hash>.ndjson.zst`. */
export const objectKey = (
  layer: 'raw' | 'tool',
  at: { scope: string; stream: string; run: string; item: string; hash: string },
): string => `${layer}/${at.scope}/${part(at.stream)}/${part(at.run)}/${at.item}-${at.hash}.ndjson.zst`;

/** `lake/issues/<hash of its content>.parquet`: a name is given to one content only. */
export const lakeKey = (table: string, hash: string): string => `lake/${part(table)}/${hash}.parquet`;
