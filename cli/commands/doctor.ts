import { configStore } from '../../shared/config/config-store.ts';
import { NOTHING, readConfigured } from '../../shared/config/configured.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import type { DoctorFinding } from '../doctor/finding.ts';
import { lookAtConfigured, lookAtFile } from '../doctor/look-at-config.ts';
import { lookAtConnections } from '../doctor/look-at-connections.ts';
import { lookAtEndpoint } from '../doctor/look-at-endpoint.ts';
import { lookAtDisk, lookAtNode, lookAtSql, lookAtStore } from '../doctor/look-at-machine.ts';
import { openVendors } from '../local-runtime.ts';
import { openExisting } from '../open-existing.ts';
import { sayTo } from '../say.ts';
import type { TargetOptions } from '../target.ts';

/** What `sluice doctor` was given. */
export interface DoctorArguments extends TargetOptions {
  readonly store: string;
  readonly file: string;
  /** Asks no vendor. */
  readonly offline?: boolean;
  readonly json?: boolean;
}

/** Finds what is misconfigured and says how to mend it. Answers 1 when something is bad, 0 when it is not. */
export async function doctor(given: DoctorArguments): Promise<number> {
  const say = sayTo(process.stdout);
  const marks = { good: say.good('ok  '), warning: say.strong('hint'), bad: say.bad('BAD ') };
  let worst = 0;
  for await (const finding of findings(given)) {
    if (finding.state === 'bad') worst = 1;
    if (given.json) {
      process.stdout.write(`${JSON.stringify(finding)}\n`);
      continue;
    }
    say.line(`${marks[finding.state]}  ${finding.what}: ${finding.says}`);
    if (finding.remedy !== '') say.line(`      ${finding.remedy}`);
  }
  return worst;
}

async function* findings(given: DoctorArguments): AsyncIterable<DoctorFinding> {
  yield lookAtNode(process.versions.node);
  yield await lookAtSql();
  yield lookAtDisk(given.store);
  const stored = await lookAtStore(given.store);
  yield* stored;
  const isReadable = !stored.some(({ what, state }) => what === 'store' && state === 'bad');
  const store = isReadable ? await openExisting(given.store) : undefined;
  try {
    const table = store?.control;
    const all = table ? await readConfigured(configStore({ table, clock: systemClock })) : NOTHING;
    yield* await lookAtFile(given.file, all);
    yield* lookAtConfigured(all, systemClock.now());
    if (!given.offline) yield* await askVendors(table, all);
  } finally {
    store?.close();
  }
  yield* await lookAtEndpoint(given);
}

async function askVendors(
  table: Parameters<typeof openVendors>[0]['table'],
  all: Parameters<typeof lookAtConnections>[1],
): Promise<readonly DoctorFinding[]> {
  const vendors = openVendors({ table });
  try {
    return await lookAtConnections(vendors.ports, all, process.env);
  } finally {
    await vendors.close();
  }
}
