import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod';
import { Usage } from './usage.ts';

const Ready = z.object({ url: z.string(), key: z.string() });

/** A local server in a process of its own. */
export interface Served {
  readonly url: string;
  readonly key: string;
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

/** Serves a store. */
export async function served(store: string): Promise<Served> {
  const child = fork(join(import.meta.dirname, 'server.ts'), [store]);
  const answer = async (): Promise<unknown> => (await once(child, 'message'))[0];
  const { url, key } = Ready.parse(await answer());
  return {
    url,
    key,
    usage: async () => {
      const told = answer();
      child.send('what did you use?');
      return Usage.parse(await told);
    },
    close: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
