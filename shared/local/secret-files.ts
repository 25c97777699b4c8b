import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Keeps secrets in files that only their owner can read; answers a reference: `file:/…/secrets/github`. */
export const secretFiles = (folder: string) => ({
  put: async (connection: string, token: string): Promise<string> => {
    const within = resolve(folder, 'secrets');
    mkdirSync(within, { recursive: true, mode: 0o700 });
    chmodSync(within, 0o700);
    const file = join(within, encodeURIComponent(connection));
    // Whoever reads it meanwhile gets the one before, never a part.
    rmSync(`${file}.new`, { force: true });
    writeFileSync(`${file}.new`, `${token}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(`${file}.new`, file);
    return `file:${file}`;
  },
});
