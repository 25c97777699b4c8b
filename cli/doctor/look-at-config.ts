import { existsSync } from 'node:fs';
import { checkReferences } from '../../shared/config/check-references.ts';
import { readResource } from '../../shared/config/check-resource.ts';
import type { Configured } from '../../shared/config/configured.ts';
import { parseCron } from '../../shared/config/cron.ts';
import { differences } from '../../shared/config/difference.ts';
import { nextStart } from '../../shared/config/next-start.ts';
import { kinds, type Named, type ResourceKind } from '../../shared/config/resources.ts';
import { SluiceError } from '../../shared/errors.ts';
import { known, readFileOfConfig } from '../config/read-file.ts';
import { bad, type DoctorFinding, good, warning } from './finding.ts';

/** Whether the file can be used, and is what is stored. */
export async function lookAtFile(file: string, stored: Configured): Promise<readonly DoctorFinding[]> {
  if (!existsSync(file)) return [];
  try {
    const described = await readFileOfConfig(file, stored);
    const changes = differences(stored, described, { prune: false }).length;
    if (changes === 0) return [good('file', `${file} is what is configured`)];
    return [
      warning(
        'file',
        `${file} differs from what is configured in ${changes} places`,
        'sluice diff shows them, sluice apply makes them so',
      ),
    ];
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause;
    return [bad('file', cause.message, `mend ${file}`)];
  }
}

/** What is configured and cannot work: mappings whose patterns are refused, zones, what names what there is not. */
export function lookAtConfigured(all: Configured, now: number): readonly DoctorFinding[] {
  const { plugins } = known();
  const every: readonly ResourceKind<Named>[] = kinds;
  const flaws = every.flatMap((kind) =>
    all[kind.name].flatMap((resource) => {
      const remedy = `change it: sluice get ${kind.one.replaceAll(' ', '-')} ${resource.name} --yaml`;
      return readResource(kind, resource, { plugins }).flaws.map(({ path, message }) =>
        bad(`${kind.one} ${resource.name}`, `${path.join('.')}: ${message}`, remedy),
      );
    }),
  );
  const broken = checkReferences(all).map(({ kind, name, message }) =>
    bad(`${kind}.${name}`, message, 'sluice apply with what it names'),
  );
  const starts = all.blueprints
    .filter(({ enabled }) => enabled)
    .flatMap(({ name, cron, zone }) => {
      try {
        const at = nextStart(parseCron(cron), zone, now);
        return at === undefined
          ? [warning(`blueprint ${name}`, 'does not start within nine years', 'look at its cron')]
          : [
              good(
                `blueprint ${name}`,
                `starts next at ${new Date(at).toISOString()} where it is deployed, and here while sluice serve runs`,
              ),
            ];
      } catch {
        // Said above, with its path.
        return [];
      }
    });
  return [...flaws, ...broken, ...starts];
}
