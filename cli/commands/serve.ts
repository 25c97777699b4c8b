import { join } from 'node:path';
import { sayTo } from '../say.ts';
import { sayStart } from '../serve/local-scheduler.ts';
import { openLocalServer } from '../serve/local-server.ts';

/** What `sluice serve` was given. */
export interface ServeArguments {
  readonly store: string;
  readonly port: number;
  readonly json?: boolean;
}

/** Where Vite puts the page, or another build of it. */
const PAGE = process.env.SLUICE_PAGE ?? join(import.meta.dirname, '../../web/dist');

/** Serves the API and the page of a local store until it is told to stop. Answers the exit code. */
export async function serve({ store, port, json }: ServeArguments): Promise<number> {
  const errors = sayTo(process.stderr);
  const server = await openLocalServer({
    store,
    port,
    page: PAGE,
    onFailure: (run, cause) => errors.line(`run ${run}: ${cause instanceof Error ? cause.message : String(cause)}`),
    onStart: (start) => errors.line(sayStart(start)),
  });
  const stopped = Promise.withResolvers<void>();
  process.once('SIGINT', stopped.resolve).once('SIGTERM', stopped.resolve);
  const say = sayTo(process.stdout);
  if (json) say.line(JSON.stringify({ url: server.url, key: server.key }));
  else {
    say.line(`sluice answers on ${server.url}, the store is ${store}`);
    say.line(`open ${server.url}/#key=${server.key}`);
  }
  await stopped.promise;
  await server.close();
  return 0;
}
