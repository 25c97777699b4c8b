import { writeFile } from 'node:fs/promises';
import { readConfigured } from '../../shared/config/configured.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { type HomeOptions, openConfigHome } from '../config/config-home.ts';
import { reasonOf } from '../system-error.ts';
import { get, yamlOf } from './get.ts';

/** What `sluice export config` was given. */
export interface ExportConfigArguments extends HomeOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** Writes all that is configured as `sluice apply` takes it: applied elsewhere, it makes the same. Answers the exit code. */
export async function exportConfig(given: ExportConfigArguments): Promise<number> {
  if (given.json) return get(given);
  const home = await openConfigHome(given, 'read');
  try {
    const text = yamlOf(await readConfigured(home.store));
    if (given.out === undefined) process.stdout.write(text);
    else await writeFile(given.out, text);
    return 0;
  } catch (cause) {
    if (given.out === undefined || !(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new InvalidInputError(`${given.out} cannot be written: ${reasonOf(cause)}`, [], { cause });
  } finally {
    home.close();
  }
}
