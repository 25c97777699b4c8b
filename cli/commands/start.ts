import { spawn } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { holdsSample, makeSample, SAMPLE_STORE } from '../sample.ts';
import { sayTo } from '../say.ts';
import { openLocalServer } from '../serve/local-server.ts';

/** What `sluice start` was given. */
export interface StartArguments {
  /** Without one, the sample's; a store of one's own is served as it is. */
  readonly store?: string;
  readonly port: number;
  readonly open: boolean;
  readonly json?: boolean;
}

const WEB = join(import.meta.dirname, '../../web');
const PAGE = join(WEB, 'dist');

/**
 * Builds the page where it is not built, makes the sample where there is no data, serves both on this machine, and opens
 * them in a browser. Answers the exit code.
 */
export async function start({ store = SAMPLE_STORE, port, open, json }: StartArguments): Promise<number> {
  const say = sayTo(process.stderr);
  if (isStale()) {
    say.line('building the page …');
    const { buildPage } = await import('../../web/build.ts');
    await buildPage();
  }
  if (store === SAMPLE_STORE && !holdsSample(store)) {
    say.line(`making a year of a sample organisation in ${store} (a minute at most) …`);
    const { state } = await makeSample(store);
    if (state !== 'completed') say.line(`the sample is not whole: ${state}; "sluice runs --store ${store}" tells more`);
  }
  const server = await openLocalServer({
    store,
    port,
    page: PAGE,
    onFailure: (run, cause) => say.line(`run ${run}: ${cause instanceof Error ? cause.message : String(cause)}`),
  });
  const stopped = Promise.withResolvers<void>();
  process.once('SIGINT', stopped.resolve).once('SIGTERM', stopped.resolve);
  // Behind the #, the key is in no request and no log.
  const address = `${server.url}/flow#key=${server.key}`;
  const out = sayTo(process.stdout);
  if (json) out.line(JSON.stringify({ url: server.url, key: server.key }));
  else out.line(`open ${address}`);
  if (open) openBrowser(address);
  await stopped.promise;
  await server.close();
  return 0;
}

/** Whether the page was never built, or something of it is younger than what was built. */
function isStale(): boolean {
  const built = join(PAGE, 'index.html');
  if (!existsSync(built)) return true;
  const { mtimeMs } = statSync(built);
  const sources = globSync('**/*.{ts,tsx,css,html,svg}', { cwd: WEB, exclude: (path) => path.startsWith('dist') });
  return sources.some((path) => statSync(join(WEB, path)).mtimeMs > mtimeMs);
}

/** Opens an address with what the system opens addresses with; where there is none, the address was printed. */
function openBrowser(address: string): void {
  const [command, ...words] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[String(process.platform)] ?? [
    'xdg-open',
  ];
  if (command === undefined) return;
  const child = spawn(command, [...words, address], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}
