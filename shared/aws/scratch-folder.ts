import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'sluice-';

/** A folder of this process in the place for what need not last; what processes left that are gone is removed. */
export function scratchFolder(base: string = tmpdir()): string {
  for (const name of readdirSync(base)) {
    const pid = /^sluice-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !lives(Number(pid))) rmSync(join(base, name), { recursive: true, force: true });
  }
  const folder = join(base, `${PREFIX}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // Somebody else's process, which may not be asked, lives.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
