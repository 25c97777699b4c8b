import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FORMAT } from '../../shared/contract/format.ts';
import { SluiceError } from '../../shared/errors.ts';
import { openStore, type Store } from '../../shared/local/open-store.ts';
import { hasWriter } from '../../shared/local/store-lock.ts';
import { readFormat } from '../../shared/pipeline/store-format.ts';
import { bad, type DoctorFinding, good, warning } from './finding.ts';

/** The first version whose SQLite and type stripping need no flag. */
const NODE = [24, 0] as const;
/** Less than this is soon used up, and less than that stops a sync. */
const [ROOMY, FULL] = [2 * 1024 ** 3, 256 * 1024 ** 2];

/** Whether this Node can run it. */
export function lookAtNode(version: string): DoctorFinding {
  const [major = 0] = version.split('.').map(Number);
  return major >= NODE[0]
    ? good('node', version)
    : bad('node', `${version} is too old`, 'call it with npm run sluice -- …, which brings Node 24, or npx sluice');
}

/** Whether there is a DuckDB for this machine: without it there is no SQL and no metric; all else works. */
export async function lookAtSql(): Promise<DoctorFinding> {
  try {
    const { openDuckDb } = await import('../../shared/sql/open-sql.ts');
    const { close } = await openDuckDb({ memory: '64MB', spill: '' });
    close();
    return good('sql', 'DuckDB is there');
  } catch (cause) {
    const says = `DuckDB cannot be loaded: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`;
    return bad('sql', says, 'npm ci fetches the build for this machine; there is none for some, such as Alpine');
  }
}

/** Whether there is room on the disk of the store. */
export function lookAtDisk(folder: string): DoctorFinding {
  let at = resolve(folder);
  while (!existsSync(at)) at = dirname(at);
  const { bavail, bsize } = statfsSync(at);
  const free = bavail * bsize;
  const says = `${(free / 1024 ** 3).toFixed(1)} GB free where ${folder} lies`;
  if (free < FULL) return bad('disk', says, 'make room, or name another folder with --store');
  return free < ROOMY ? warning('disk', says, 'make room before a large sync') : good('disk', says);
}

/** Whether the store can be read and written, and in which format it is. */
export async function lookAtStore(folder: string): Promise<readonly DoctorFinding[]> {
  if (!existsSync(join(folder, 'sluice.db')))
    return [warning('store', `there is none in ${folder} yet`, 'sluice sync github:owner/repo makes one')];
  const refused = lookAtRights(folder);
  if (refused) return [refused];
  try {
    const store = openStore(folder, 'read');
    try {
      return [await lookAtFormat(folder, store), lookAtLock(folder), ...lookAtSecrets(folder)];
    } finally {
      store.close();
    }
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause;
    return [bad('store', cause.message, 'use the Sluice that wrote it, or another folder with --store')];
  }
}

/** Who may only read a store cannot sync into it, or even ask it: SQLite keeps files beside what it reads. */
function lookAtRights(folder: string): DoctorFinding | undefined {
  for (const path of [folder, join(folder, 'sluice.db')])
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
    } catch {
      return bad(
        'store',
        `${path} may not be written by you`,
        `chown -R "$USER" ${folder}, or name another one with --store`,
      );
    }
  return undefined;
}

async function lookAtFormat(folder: string, { control }: Store): Promise<DoctorFinding> {
  const format = await readFormat(control);
  if (format === 'new' || format === FORMAT) return good('store', `${folder}, format ${FORMAT}`);
  return warning(
    'store',
    `${folder} is of format ${format}`,
    'the next command brings it into the present one; sluice migrate does it now',
  );
}

const lookAtLock = (folder: string): DoctorFinding =>
  hasWriter(folder)
    ? warning(
        'lock',
        'another process writes the store',
        'a second sync has to wait for it: sluice runs shows what it does',
      )
    : good('lock', 'nobody writes the store');

/** What only its owner may read. */
function lookAtSecrets(folder: string): readonly DoctorFinding[] {
  const open = ['api-key', 'secrets']
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path) && (statSync(path).mode & 0o077) !== 0);
  return open.map((path) => bad('secrets', `${path} can be read by others`, `chmod go-rwx ${path}`));
}
