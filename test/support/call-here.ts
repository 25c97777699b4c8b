import { callSluice } from '../../cli/call.ts';
import type { Ended } from './sluice.ts';

/** What a call that is made in this process sees of its environment, and nothing of ours. */
const KEPT = ['PATH', 'NODE_COMPILE_CACHE', 'TMPDIR'];

/**
 * Calls the command in this process, which costs a hundredth of one of its own. One call at a time: the environment and
 * what is printed are the process's.
 */
export async function callHere(given: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const printed: { readonly out: string[]; readonly err: string[] } = { out: [], err: [] };
  const { stdout, stderr, env } = process;
  const before = { out: stdout.write, err: stderr.write, env };
  stdout.write = (chunk: string | Uint8Array) => printed.out.push(String(chunk)) > 0;
  stderr.write = (chunk: string | Uint8Array) => printed.err.push(String(chunk)) > 0;
  process.env = { ...Object.fromEntries(KEPT.map((name) => [name, env[name]])), ...environment };
  try {
    const code = await callSluice(given);
    return { code, signal: null, out: printed.out.join(''), err: printed.err.join('') };
  } finally {
    process.env = before.env;
    stdout.write = before.out;
    stderr.write = before.err;
  }
}
