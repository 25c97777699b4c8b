/**
 * Adds to a function's folder what its one file does not hold: the definitions of metrics, and DuckDB's native library for
 * Linux on the given processor, whatever this machine is. `node add-duckdb.ts FOLDER [arm64|x64]`; without a processor, none.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '..', '..');
const Lock = z.object({ packages: z.record(z.string(), z.looseObject({})) });
const Locked = z.object({ version: z.string(), integrity: z.string() });

/** The package as it is locked: the one that is installed here, or else the registry's, fetched once. */
function packageFolder(name: string): string {
  const installed = join(ROOT, 'node_modules', name);
  if (existsSync(installed)) return installed;
  const lock = Lock.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  const { version, integrity } = Locked.parse(lock.packages[`node_modules/${name}`]);
  const cache = join(ROOT, 'node_modules', '.cache', 'sluice');
  const kept = join(cache, `${name.replaceAll(/[@/]+/g, '-')}-${version}`);
  if (existsSync(kept)) return kept;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    // npm's own shell script has no .exe on Windows.
    execFileSync('npm', ['pack', `${name}@${version}`, '--pack-destination', draft, '--silent'], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    const tarball = `${name.slice(1).replace('/', '-')}-${version}.tgz`;
    const found = `sha512-${createHash('sha512')
      .update(readFileSync(join(draft, tarball)))
      .digest('base64')}`;
    if (found !== integrity) throw new Error(`${name}@${version} is not what package-lock.json names: ${found}`);
    execFileSync('tar', ['-xzf', tarball], { cwd: draft });
    renameSync(join(draft, 'package'), kept);
    return kept;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

const [folder, processor] = process.argv.slice(2);
if (folder === undefined) throw new Error('give the folder of the function');
for (const part of ['definitions', 'relations', 'explain'])
  cpSync(join(ROOT, 'shared', 'metrics', part), join(folder, part), { recursive: true });
if (processor !== undefined) {
  const name = `@duckdb/node-bindings-linux-${processor}`;
  cpSync(packageFolder(name), join(folder, 'node_modules', name), { recursive: true, dereference: true });
}
