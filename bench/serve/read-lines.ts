import { countLines } from '../../test/support/http-get.ts';
import type { Served } from './served.ts';

/** What reading a table over HTTP took. */
export interface Reading {
  readonly rows: number;
  /** As they came over the wire. */
  readonly bytes: number;
  readonly seconds: number;
  /** Of the server, for this answer. */
  readonly cpuSeconds: number;
  /** Of the server, since it began. */
  readonly megabytes: number;
}

/** Reads all rows as a client does that takes them as fast as they come, and counts the lines. */
export async function readLines(server: Served, path: string, gzip: boolean): Promise<Reading> {
  const before = await server.usage();
  const began = performance.now();
  const { lines: rows, bytes } = await countLines(`${server.url}/api/v1${path}`, {
    authorization: `Bearer ${server.key}`,
    ...(gzip && { 'accept-encoding': 'gzip' }),
  });
  const seconds = (performance.now() - began) / 1000;
  const after = await server.usage();
  return { rows, bytes, seconds, cpuSeconds: after.cpuSeconds - before.cpuSeconds, megabytes: after.megabytes };
}
