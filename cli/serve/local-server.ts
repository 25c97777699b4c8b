import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { serve } from '@hono/node-server';
import { answerPage } from '../../shared/api/answer-page.ts';
import { createApi } from '../../shared/api/app.ts';
import { createApiKey } from '../../shared/api/auth/api-keys.ts';
import { authenticator } from '../../shared/api/auth/authenticate.ts';
import type { Caller } from '../../shared/api/auth/caller.ts';
import { forgetAnswered } from '../../shared/api/idempotency.ts';
import { problem, respond } from '../../shared/api/problem.ts';
import type { DueStart } from '../../shared/config/start-due.ts';
import { HeldError } from '../../shared/errors.ts';
import { readKeyFile, writeKeyFile } from '../../shared/local/key-file.ts';
import { openStore, type Store } from '../../shared/local/open-store.ts';
import { pageFrom } from '../../shared/local/page-files.ts';
import { readRunLog } from '../../shared/local/run-log.ts';
import { secretFiles } from '../../shared/local/secret-files.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { openLocalRuntime, openVendors } from '../local-runtime.ts';
import { openUpgraded } from '../open-upgraded.ts';
import { spareMemory } from '../spare-memory.ts';
import { keptLake } from './kept-lake.ts';
import { localMachine } from './local-machine.ts';
import { localScheduler } from './local-scheduler.ts';
import { wholeTable } from './whole-table.ts';

/** A server that answers. */
export interface LocalServer {
  /** `http://127.0.0.1:7070`. */
  readonly url: string;
  /** An admin key, for whoever may read the folder. */
  readonly key: string;
  close(): Promise<void>;
}

/** What a local server is told. */
export interface LocalServerProps {
  readonly store: string;
  /** 0: whichever is free. */
  readonly port: number;
  /** The page's files. */
  readonly page: string;
  readonly onFailure: (run: string, cause: unknown) => void;
  /** Told what is started because it is time. */
  readonly onStart?: (start: DueStart) => void;
}

type Authenticate = (authorization: string | undefined) => Promise<Caller | undefined>;

/** Serves the API, and the page, of a local store: on this machine only, and only to whoever has a key. */
export async function openLocalServer({
  store: folder,
  port,
  page,
  onFailure,
  onStart = () => {},
}: LocalServerProps): Promise<LocalServer> {
  spareMemory();
  await makeStore(folder);
  const store = openStore(folder, 'beside');
  // Who has just mended a connection checks it at once.
  const vendors = openVendors({ table: store.control, keptMilliseconds: 0 });
  const machine = localMachine({ open: () => openLocalRuntime({ store: folder }), onFailure });
  const lake = keptLake(folder, store);
  try {
    const ports = { table: store.control, clock: systemClock };
    await forgetAnswered(ports);
    const authenticate = authenticator(ports);
    const key = await ownKey(folder, store, authenticate);
    const api = createApi({
      plugins,
      table: store.control,
      domain: store.domain,
      objects: store.objects,
      machine,
      clock: systemClock,
      vendors: vendors.ports,
      secrets: secretFiles(folder),
      logs: (run, item) => readRunLog(folder, run, item),
      parquet: wholeTable(folder),
      lake,
      metrics: readDefinitions(),
    });
    const files = pageFrom(page);
    const answer = async (request: Request): Promise<Response> => {
      const { hostname, pathname } = new URL(request.url);
      // Another site's name that resolves to this machine: what it asks is not what the user asks.
      if (!LOCAL.has(hostname)) return respond(problem(403, 'forbidden', `"${hostname}" is not this machine`));
      if (isOfPage(request, pathname)) return answerPage(files, request);
      const caller = await authenticate(request.headers.get('authorization') ?? undefined);
      const response = await api.fetch(request, { caller });
      await readRest(request);
      return response;
    };
    const listening = await listen(answer, port);
    await machine.resume(store.control);
    const scheduler = localScheduler({
      ...ports,
      machine,
      onStart,
      onFailure: (cause) => onFailure('of a blueprint', cause),
    });
    return {
      url: `http://127.0.0.1:${listening.port}`,
      key,
      close: async () => {
        await listening.close();
        await scheduler.close();
        await machine.close();
        await vendors.close();
        await lake.close();
        store.close();
      },
    };
  } catch (cause) {
    await machine.close();
    await vendors.close();
    await lake.close();
    store.close();
    throw cause;
  }
}

const LOCAL: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

const isOfPage = ({ method }: Request, path: string): boolean =>
  (method === 'GET' || method === 'HEAD') && !/^\/(api|graphite|healthz|runs|data)(\/|$)/.test(path);

/** More than this of a body that nobody wanted is not listened to. */
const LARGEST_REST = 16 * 1024 * 1024;

/** Reads what a refusal left of a body: an answer that comes while its caller still sends is lost with the connection. */
async function readRest({ body, bodyUsed }: Request): Promise<void> {
  if (bodyUsed || !body || body.locked) return;
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > LARGEST_REST) return;
  }
}

/** Makes the folder's store when there is none; who writes it now has made it. */
async function makeStore(folder: string): Promise<void> {
  try {
    (await openUpgraded(folder, 'write')).close();
  } catch (cause) {
    if (!(cause instanceof HeldError) || !existsSync(resolve(folder, 'sluice.db'))) throw cause;
  }
}

/** The key in the folder, made when there is none that is still good. */
async function ownKey(folder: string, store: Store, authenticate: Authenticate): Promise<string> {
  const kept = readKeyFile(folder);
  if (kept !== undefined && (await authenticate(`Bearer ${kept}`))?.role === 'admin') return kept;
  const { key } = await createApiKey({ table: store.control, clock: systemClock }, { name: 'local', role: 'admin' });
  writeKeyFile(folder, key);
  return key;
}

function listen(
  answer: (request: Request) => Promise<Response>,
  port: number,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { promise, resolve: listens, reject } = Promise.withResolvers<{ port: number; close(): Promise<void> }>();
  const server = serve({ fetch: answer, hostname: '127.0.0.1', port }, (at) =>
    listens({
      port: at.port,
      close: () =>
        new Promise((closed) => {
          server.close(() => closed());
          // Those that keep a connection open without asking anything would keep the process.
          if ('closeAllConnections' in server) server.closeAllConnections();
        }),
    }),
  );
  server.on('error', reject);
  return promise;
}
