import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import * as z from 'zod';
import { startSluice, temporaryFolder } from '../support/sluice.ts';
import type { Target } from './target.ts';

const ROOT = join(import.meta.dirname, '../..');
const Ready = z.object({ url: z.url(), key: z.string() });

/** `sluice serve` on an empty store, in a process of its own, with a page of its own: others may build theirs meanwhile. */
export async function startLocal(): Promise<Target & AsyncDisposable> {
  const folder = temporaryFolder();
  const [store, page] = [join(folder.path, 'store'), join(folder.path, 'page')];
  // As a deployment builds it: a test's own NODE_ENV would make another page of it.
  const node = join(ROOT, 'node_modules/.bin/node');
  await promisify(execFile)(node, [join(ROOT, 'web/build.ts'), page], { env: { PATH: process.env.PATH } });
  const { child, ended } = startSluice(['serve', '--port', '0', '--json', '--store', store], { SLUICE_PAGE: page });
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    ended.then(({ err }) => Promise.reject(new Error(`it has ended: ${err}`))),
  ]);
  return {
    name: 'local',
    ...Ready.parse(JSON.parse(first)),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
      folder[Symbol.dispose]();
    },
  };
}
