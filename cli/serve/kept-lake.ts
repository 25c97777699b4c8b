import type { LakeReader, OpenLake } from '../../shared/api/lake/lake.ts';
import type { Store } from '../../shared/local/open-store.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { type Lake, openLake } from '../open-lake.ts';

/** What was published is good for so long, however much is synced meanwhile. */
const FRESH_MILLISECONDS = 5_000;

/**
 * A store's lake that is opened once for many questions: opening it takes longer than most answers. Questions take turns,
 * as one connection answers one at a time, and each sees what was synced up to a few seconds before it.
 */
export function keptLake(folder: string, store: Pick<Store, 'partitions'>): LakeReader & { close(): Promise<void> } {
  let kept: { readonly lake: Lake; readonly version: string; readonly at: number } | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const versionNow = (): string =>
    store
      .partitions()
      .map(({ pk, version }) => `${pk} ${version}`)
      .join('\n');
  const current = async (): Promise<Lake> => {
    if (kept && systemClock.now() - kept.at < FRESH_MILLISECONDS) return kept.lake;
    const version = versionNow();
    if (kept?.version === version) return kept.lake;
    kept?.lake.close();
    kept = undefined;
    kept = { lake: await openLake(folder), version, at: systemClock.now() };
    return kept.lake;
  };
  const takeTurn = async (): Promise<() => void> => {
    const before = last;
    const { promise, resolve } = Promise.withResolvers<void>();
    last = promise;
    await before;
    return resolve;
  };
  return {
    open: async (): Promise<OpenLake> => {
      const done = await takeTurn();
      try {
        const lake = await current();
        return { ask: lake.ask, query: lake.query, close: done };
      } catch (cause) {
        done();
        throw cause;
      }
    },
    close: async () => {
      await last;
      kept?.lake.close();
      kept = undefined;
    },
  };
}
