import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod';

const TOOL = new URL('../../../shared/tools/replay-api.mjs', import.meta.url).pathname;
const DATA = new URL('../../../shared/data/devlake', import.meta.url).pathname;

/** Whether the recorded data and the server that replays it lie beside this repository. */
export const hasReplay = existsSync(TOOL) && existsSync(DATA);

const Listening = z.object({ url: z.url() });

/** Replays recorded answers over HTTP until it is closed. */
export interface ReplayServer {
  readonly url: string;
  stats(): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts the replay server of `../shared/tools`, in a process of its own. */
export async function startReplay(options: readonly string[]): Promise<ReplayServer> {
  const child = spawn(process.execPath, [TOOL, '--data', DATA, '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  const { url } = Listening.parse(JSON.parse(String(line)));
  return {
    url,
    stats: async () => (await fetch(new URL('/__stats?log=0', url))).json(),
    close: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
