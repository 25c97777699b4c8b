import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openStore, type Store } from '../../shared/local/open-store.ts';
import { digestTables } from '../../shared/pipeline/read-data.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Keeps what Node made of our sources, which is two thirds of what it takes to start the command. */
const COMPILED = process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'sluice-compiled');

/** How a call of the command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A call of the command that goes on. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the command in a process of its own; only the given variables are in its environment. */
export function startSluice(
  given: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  command: readonly string[] = [],
): Running {
  const [program = '', ...before] = [...command, join(ROOT, 'node_modules/.bin/node')];
  const child = spawn(program, [...before, join(ROOT, 'cli/sluice.ts'), ...given], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILED, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<Pick<Ended, 'code' | 'signal'>>();
  child.once('error', reject).once('close', (code, signal) => resolve({ code, signal }));
  const ended = Promise.all([promise, text(child.stdout), text(child.stderr)]).then(([end, out, err]) => ({
    ...end,
    out,
    err,
  }));
  return { child, ended };
}

/** Calls the command and waits for its end. */
export const sluice = (given: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  startSluice(given, environment).ended;

/** The lines of a text. */
export const linesOf = (output: string): readonly string[] => output.split('\n').filter((line) => line !== '');

/** An empty folder that is removed when the block that holds it ends. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'sluice-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Reads a store that no command writes. */
export async function inStore<T>(folder: string, read: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(folder, 'read');
  try {
    return await read(store);
  } finally {
    store.close();
  }
}

/** One digest a domain table, as plain values that a test can compare. */
export const digestOf = (folder: string): Promise<Readonly<Record<string, { rows: number; digest: string }>>> =>
  inStore(folder, async ({ domain }) => Object.fromEntries(await digestTables(domain)));
