import { FORMAT } from '../../shared/contract/format.ts';
import { ScopeRecord } from '../../shared/contract/stored.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { rowsOf } from '../../shared/pipeline/expand.ts';
import { migrationsOf } from '../../shared/pipeline/migrate.ts';
import { migrations } from '../../shared/pipeline/migrations/list.ts';
import type { TablePort } from '../../shared/pipeline/ports.ts';
import { openScope, scopeDerivation } from '../../shared/pipeline/scopes.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { openUpgraded } from '../open-upgraded.ts';
import { grid } from '../say.ts';

/** Brings the local store into the present format, or only shows what has been applied to it. Answers the exit code. */
export async function migrateStore(given: { store: string; status?: boolean; json?: boolean }): Promise<number> {
  const store = given.status ? openStore(given.store, 'read') : await openUpgraded(given.store, 'read');
  try {
    const status = await statusOf(store.control);
    if (given.json) process.stdout.write(`${JSON.stringify(status)}\n`);
    else for (const line of linesOf(status)) process.stdout.write(`${line}\n`);
    return 0;
  } finally {
    store.close();
  }
}

interface Status {
  /** The store's format; `new` for one that nothing was written to. */
  readonly format: number | 'new';
  /** The format of this Sluice. */
  readonly known: number;
  readonly migrations: readonly {
    readonly id: string;
    readonly says: string;
    readonly state: string;
    readonly rows: number;
    readonly at: string;
  }[];
  /** Scopes that their next sync derives again from what is stored. */
  readonly derivedAgain: readonly string[];
}

async function statusOf(table: TablePort): Promise<Status> {
  const { format, rows } = await migrationsOf(table);
  const known = new Map(rows.map((row) => [row.id, row]));
  const waiting = migrations.filter(
    (migration) => format !== 'new' && migration.format > format && !known.has(migration.id),
  );
  return {
    format,
    known: FORMAT,
    migrations: [
      ...rows.map(({ id, says, rows: changed, endedAt, startedAt }) => ({
        id,
        says,
        state: endedAt === null ? 'begun' : 'applied',
        rows: changed,
        at: new Date(endedAt ?? startedAt).toISOString(),
      })),
      ...waiting.map(({ id, says }) => ({ id, says, state: 'waiting', rows: 0, at: '' })),
    ],
    derivedAgain: await staleScopes(table),
  };
}

async function staleScopes(table: TablePort): Promise<readonly string[]> {
  const stale: string[] = [];
  for await (const row of rowsOf(table, 'scopes')) {
    const record = ScopeRecord.parse(row);
    const plugin = plugins.get(record.plugin);
    const isStale =
      plugin && record.derivation !== '' && record.derivation !== scopeDerivation(openScope(plugin, record));
    if (isStale) stale.push(`${record.plugin}:${record.name}`);
  }
  return stale;
}

function linesOf({ format, known, migrations: applied, derivedAgain }: Status): readonly string[] {
  const rows = applied.map(({ id, state, rows: changed, at, says }) => [id, state, changed, at, says]);
  return [
    `the store has format ${format}, this Sluice writes format ${known}`,
    ...(rows.length > 0
      ? grid(['migration', 'state', 'rows', 'at', 'what it does'], rows)
      : ['no migration was needed']),
    ...derivedAgain.map((name) => `${name} is derived again from what is stored by its next sync`),
  ];
}
