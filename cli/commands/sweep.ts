import { forgetAnswered } from '../../shared/api/idempotency.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { sweepObjects } from '../../shared/pipeline/sweep-objects.ts';

/** As in the cloud: what was marked as replaced is kept for so long. */
const KEPT_DAYS = 30;
const A_DAY = 86_400_000;

/** Sets aside objects that nothing names any more, and removes those that were set aside long ago. Answers the exit code. */
export async function sweep(given: { store: string; json?: boolean }): Promise<number> {
  const store = openStore(given.store, 'write');
  try {
    const ports = { ...store, table: store.control, clock: systemClock };
    const { seen, replaced } = await sweepObjects(ports, { until: Number.POSITIVE_INFINITY, now: true });
    await forgetAnswered(ports);
    const removed = await store.stored.expire(systemClock.now() - KEPT_DAYS * A_DAY);
    const aside = `${replaced} set aside in ${given.store}/replaced for ${KEPT_DAYS} days`;
    const done = { objects: seen, setAside: replaced, removed };
    process.stdout.write(`${given.json ? JSON.stringify(done) : `${seen} objects, ${aside}, ${removed} removed`}\n`);
    return 0;
  } finally {
    store.close();
  }
}
