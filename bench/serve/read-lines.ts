import { get } from 'node:http';
import { createGunzip } from 'node:zlib';
import type { Served } from './served.ts';
import type { Usage } from './usage.ts';

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
  const before: Usage = await server.usage();
  const began = performance.now();
  const { rows, bytes } = await new Promise<{ rows: number; bytes: number }>((resolve, reject) => {
    const headers = { authorization: `Bearer ${server.key}`, ...(gzip && { 'accept-encoding': 'gzip' }) };
    get(`${server.url}/api/v1${path}`, { headers }, (response) => {
      if (response.statusCode !== 200) return reject(new TypeError(`${path}: ${response.statusCode}`));
      let [lines, length] = [0, 0];
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
      });
      const text = gzip ? response.pipe(createGunzip()) : response;
      text.on('data', (chunk: Buffer) => {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
      });
      text.on('end', () => resolve({ rows: lines, bytes: length })).on('error', reject);
      return response.on('error', reject);
    }).on('error', reject);
  });
  const seconds = (performance.now() - began) / 1000;
  const after = await server.usage();
  return { rows, bytes, seconds, cpuSeconds: after.cpuSeconds - before.cpuSeconds, megabytes: after.megabytes };
}
