import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { openCase } from '../../cli/map-case.ts';
import { type ReplayServer, startReplay } from '../support/replay-server.ts';
import { type Ended, linesOf, sluice } from '../support/sluice.ts';
import { type Agreement, compare } from './compare.ts';

const DATA = join(import.meta.dirname, '../../../shared/data/devlake');

type Row = Readonly<Record<string, unknown>>;

/** A source whose recorded answers are collected from a server. */
export interface Replayed {
  readonly api: 'github' | 'gitlab' | 'jira';
  /** As the recorded rows name it. */
  readonly connection: string;
  /** The token that the server takes, as the source wants it. */
  readonly token: string;
  readonly scopes: readonly [string, ...string[]];
  /** What the path of a list with several pages contains. */
  readonly lists: string;
}

/** The sources whose recorded answers can be collected from a server. */
export const replayed: Readonly<Record<Replayed['api'], Replayed>> = {
  github: { api: 'github', connection: '1', token: 'token-1', scopes: ['github:panjf2000/ants'], lists: '/issues?' },
  gitlab: {
    api: 'gitlab',
    connection: '1',
    token: 'token-1',
    scopes: ['gitlab:gitlab-data/snowflake_spend', 'gitlab:group/project-44'],
    lists: '/issues?',
  },
  jira: {
    api: 'jira',
    connection: '2',
    token: 'somebody@example.com:token-1',
    scopes: ['jira:8'],
    lists: '/issue?',
  },
};

/** What the server counts. */
export const Stats = z.object({
  requests: z.number(),
  refused: z.number(),
  duringLimit: z.number(),
  foreign: z.object({ requests: z.number(), withCredentials: z.number() }),
  faults: z.record(z.string(), z.number()),
});

/** Starts a server, hands it over, and closes it; what it counted comes back beside what was made of it. */
export async function served<T>(
  { api }: Replayed,
  options: readonly string[],
  use: (server: ReplayServer) => Promise<T>,
): Promise<{ readonly made: T; readonly stats: z.infer<typeof Stats> }> {
  const server = await startReplay(['--api', api, ...options]);
  try {
    return { made: await use(server), stats: Stats.parse(await server.stats()) };
  } finally {
    await server.close();
  }
}

/** Collects scopes from a server into a store. */
export const syncFrom = (
  { api, connection, token, scopes }: Replayed,
  { url }: ReplayServer,
  store: string,
): Promise<Ended> =>
  sluice(['sync', ...scopes, '--base-url', url, '--connection', connection, '--store', store, '--json'], {
    [`${api.toUpperCase()}_TOKEN`]: token,
  });

/** The names of the recorded cases of a source. */
export const casesOf = ({ api }: Replayed): readonly string[] => readdirSync(join(DATA, api));

/** The rows of a table in a store. */
export async function rowsOf(table: string, scope: string, store: string): Promise<readonly Row[]> {
  const { out } = await sluice(['data', table, '--scope', scope, '--store', store]);
  return linesOf(out).map((line) => JSON.parse(line));
}

/** What a case is compared with, and what of it is not. */
export interface Comparing {
  readonly scope: string;
  readonly store: string;
  readonly folder: string;
  /** Columns that are not compared, by table. */
  readonly other?: Readonly<Record<string, { readonly columns: readonly string[] }>>;
  /** Tables of which only those rows are compared that are on both sides. */
  readonly mentioned?: Readonly<Record<string, number>>;
}

/** Derives a store under the mapping of a case, without a request, and compares what it holds with what was expected. */
export async function compareCase(
  { api }: Replayed,
  name: string,
  { scope, store, folder, other = {}, mentioned = {} }: Comparing,
): Promise<Pick<Ended, 'code' | 'err'> & { readonly found: readonly Agreement[] }> {
  const { file, setup } = await openCase(join(DATA, api, name));
  const config = join(folder, `${api}-${name}.json`);
  writeFileSync(config, JSON.stringify(setup.config));
  const { code, err } = await sluice(['replay', scope, '--config', config, '--store', store, '--json']);
  const found: Agreement[] = [];
  for (const [table, description] of Object.entries(file.tables)) {
    const expected = readFileSync(join(DATA, api, name, 'expected', `${table}.ndjson`), 'utf8');
    const recorded: readonly Row[] = linesOf(expected).map((line) => JSON.parse(line));
    const ours = await rowsOf(table, scope, store);
    const volatile = [...description.volatile, ...(other[table]?.columns ?? [])];
    const isOn = (rows: readonly Row[]) => (row: Row) => !(table in mentioned) || rows.some(({ id }) => id === row.id);
    const both = [recorded.filter(isOn(ours)), ours.filter(isOn(recorded))] as const;
    found.push(compare({ plugin: api, name: table }, { ...description, volatile }, ...both));
  }
  return { code, err, found };
}

/** The kinds of fault that the server knows, but for `drift`, which changes what there is to collect. */
export const KINDS = [
  'http500',
  'http502html',
  'reset',
  'truncate',
  'slow',
  'html200',
  'badjson',
  'secondary403',
  '429date',
  'loopnext',
  'foreignnext',
  'empty200',
] as const;

/** Every kind of fault, each now and then; `lists` is what the path of a list with several pages contains. */
export const everyFault = (lists: string): readonly string[] =>
  KINDS.map((kind, i) => {
    // Whoever meets a limit goes on more slowly: late, so that the test is not.
    if (kind === 'secondary403' || kind === '429date') return `--fault=${kind}:every=${71 + i},from=500,times=1`;
    if (kind === 'slow') return `--fault=slow:every=61,ms=300,times=4`;
    // Of a list with one page nobody can tell that it is not empty: its links say nothing.
    if (kind === 'empty200') return `--fault=${kind}:path=${lists},every=2,times=2`;
    return `--fault=${kind}:every=${37 + i},times=2`;
  });
