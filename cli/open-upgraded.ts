import { FORMAT, type MigrationRow } from '../shared/contract/format.ts';
import { HeldError } from '../shared/errors.ts';
import { openStore, type Store } from '../shared/local/open-store.ts';
import { systemClock } from '../shared/local/system-clock.ts';
import { migrate } from '../shared/pipeline/migrate.ts';
import { readFormat } from '../shared/pipeline/store-format.ts';
import { plugins } from '../shared/plugins/index.ts';
import { count, sayTo } from './say.ts';

/** An upgrade that takes no longer than this needs no progress; then one line a second. Milliseconds. */
const PATIENCE = 1_000;

/**
 * Opens a local store as `openStore` does, and brings it into the present format first, when an older Sluice wrote it.
 * Who only reads upgrades too, but does not wait for another process that writes: that one has upgraded it.
 *
 * @throws NewerStoreError and UnknownStoreError as `readFormat`, and what `openStore` throws
 */
export async function openUpgraded(folder: string, access: 'write' | 'read'): Promise<Store> {
  const store = openStore(folder, access);
  try {
    const format = await readFormat(store.control);
    if (access === 'write') await upgrade(store, folder);
    if (access === 'write' || format === 'new' || format >= FORMAT) return store;
  } catch (cause) {
    store.close();
    throw cause;
  }
  store.close();
  await upgradeUnlessHeld(folder);
  return openStore(folder, access);
}

async function upgradeUnlessHeld(folder: string): Promise<void> {
  try {
    (await openUpgraded(folder, 'write')).close();
  } catch (cause) {
    if (!(cause instanceof HeldError)) throw cause;
  }
}

async function upgrade(store: Store, folder: string): Promise<void> {
  const say = sayTo(process.stderr);
  let saidAt = systemClock.now();
  const onBatch = ({ says, rows }: MigrationRow) => {
    const now = systemClock.now();
    if (now - saidAt < PATIENCE) return;
    saidAt = now;
    say.line(`upgrading ${folder}, ${count(rows)} rows so far: ${says}`);
  };
  const name = `local-${process.pid}-${saidAt}`;
  // The store's lock tells: no other process is alive.
  const ended = await migrate({ plugins, table: store.control, clock: systemClock }, { name, isAlone: true, onBatch });
  if (ended.kind === 'done')
    say.line(`the store ${folder} was brought into format ${FORMAT}; sluice migrate --status shows what was done`);
}
