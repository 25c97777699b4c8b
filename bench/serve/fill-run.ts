import { openStore } from '../../shared/local/open-store.ts';
import { runLocally } from '../../shared/local/run-locally.ts';
import { systemChance, systemClock } from '../../shared/local/system-clock.ts';
import { plan } from '../../shared/pipeline/plan.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { leanVendor, REPOSITORY } from '../memory/lean-vendor.ts';

/** A store in which a run has synced a thousand issues. Answers the run. */
export async function fillRun(folder: string): Promise<string> {
  const store = openStore(folder, 'write');
  try {
    const ports = {
      plugins,
      table: store.control,
      domain: store.domain,
      objects: store.objects,
      vendor: leanVendor(1_000),
      clock: systemClock,
      chance: systemChance,
      settings: { connection: async () => ({}) },
      isDead: () => true,
    };
    const { run } = await plan(ports, {
      trigger: { kind: 'request', key: 'requests' },
      scopes: [`github:${REPOSITORY}`],
      options: { streams: ['issues'] },
    });
    const report = await runLocally(ports, run, { onFailure: (cause) => void process.stderr.write(`${cause}\n`) });
    if (report?.state !== 'completed') throw new TypeError(`the run ended ${report?.state}`);
    return run;
  } finally {
    store.close();
  }
}
