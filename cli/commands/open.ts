import { spawn } from 'node:child_process';
import { InvalidInputError } from '../../shared/errors.ts';
import { apiClient } from '../../shared/http/api-client.ts';
import { readKeyFile } from '../../shared/local/key-file.ts';
import { type TargetOptions, targetOf } from '../target.ts';

/** What `sluice open` was given. */
export interface OpenArguments extends TargetOptions {
  readonly store: string;
  readonly port: number;
  /** Prints the address only. */
  readonly print?: boolean;
  /** The same, as JSON. */
  readonly json?: boolean;
}

/** Opens the page of the server that runs, in the browser where there is one; prints its address. */
export async function open(given: OpenArguments): Promise<number> {
  const target = targetOf(given, process.env) ?? localTarget(given);
  // A page that nobody serves is no answer.
  await apiClient(target)({ path: '/me' });
  const address = `${target.endpoint.replace(/\/+$/, '')}/#key=${target.key}`;
  const printed = { url: target.endpoint, key: target.key, address };
  process.stdout.write(`${given.json ? JSON.stringify(printed) : address}\n`);
  if (!given.print && !given.json && process.stdout.isTTY) show(address);
  return 0;
}

function localTarget({ store, port }: OpenArguments) {
  const key = readKeyFile(store);
  if (key !== undefined) return { endpoint: `http://127.0.0.1:${port}`, key };
  throw new InvalidInputError(`nothing was served of ${store} yet: sluice serve --store ${store}`);
}

const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer', linux: 'xdg-open' };

/** A browser that cannot be started is no failure: the address stands there. */
function show(address: string): void {
  const opener = OPENERS[process.platform];
  if (opener === undefined) return;
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
