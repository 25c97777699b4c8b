import { spawn } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DueStart } from '../../shared/config/start-due.ts';
import { places } from '../../shared/contract/places.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { holdsStore, makeSample, SAMPLE_STORE } from '../sample.ts';
import { sayTo } from '../say.ts';
import { sayStart } from '../serve/local-scheduler.ts';
import { openLocalServer } from '../serve/local-server.ts';

/** What `sluice start` was given. */
export interface StartArguments {
  /** Where one's own data lies, or will. */
  readonly store: string;
  readonly port: number;
  readonly open: boolean;
  readonly json?: boolean;
}

const WEB = join(import.meta.dirname, '../../web');
const PAGE = join(WEB, 'dist');

/**
 * Shows the page of one's own store; where there is none yet, that of a sample organisation, which leads to one's own to
 * connect something real: two stores, two addresses, so that nothing is ever mixed. Answers the exit code.
 */
export async function start({ store, port, open, json }: StartArguments): Promise<number> {
  const say = sayTo(process.stderr);
  if (isStale()) {
    say.line('building the page …');
    const { buildPage } = await import('../../web/build.ts');
    await buildPage();
  }
  const onFailure = (run: string, cause: unknown) =>
    say.line(`run ${run}: ${cause instanceof Error ? cause.message : String(cause)}`);
  const onStart = (start: DueStart) => say.line(sayStart(start));
  const serve = (of: string, at: number) => openLocalServer({ store: of, port: at, page: PAGE, onFailure, onStart });
  const isOwn = await hasData(store);
  if (!isOwn && !holdsStore(SAMPLE_STORE)) {
    say.line(`making a year of a sample organisation in ${SAMPLE_STORE} (a minute at most) …`);
    const { state } = await makeSample(SAMPLE_STORE);
    if (state !== 'completed')
      say.line(`the sample is not whole: ${state}; "sluice runs --store ${SAMPLE_STORE}" tells more`);
  }
  const server = await serve(isOwn ? store : SAMPLE_STORE, port);
  const beside = isOwn ? undefined : await serve(store, 0);
  const stopped = Promise.withResolvers<void>();
  process.once('SIGINT', stopped.resolve).once('SIGTERM', stopped.resolve);
  // Behind the #, the key is in no request and no log.
  const own = beside && `${beside.url}/connect#key=${beside.key}`;
  const handed = new URLSearchParams({ key: server.key, ...(own !== undefined && { own }) });
  const address = `${server.url}/flow#${handed}`;
  const out = sayTo(process.stdout);
  if (json) out.line(JSON.stringify({ url: server.url, key: server.key, address }));
  else out.line(`open ${address}`);
  if (open) openBrowser(address);
  await stopped.promise;
  await server.close();
  await beside?.close();
  return 0;
}

/** Whether something was ever synced into a folder. */
async function hasData(folder: string): Promise<boolean> {
  if (!holdsStore(folder)) return false;
  const store = openStore(folder, 'read');
  try {
    return (await store.control.query(places.scopes, { limit: 1 })).items.length > 0;
  } finally {
    store.close();
  }
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
