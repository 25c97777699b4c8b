import { Readable, Writable } from 'node:stream';
import type { CommandStreams } from '../../cli/commands/map.ts';

/** Standard streams that live in memory: what is read, and what was written so far. */
export function memoryStreams(input: string | readonly string[]): {
  readonly streams: CommandStreams;
  out(): string;
  errors(): string;
} {
  const [stdout, out] = collector();
  const [stderr, errors] = collector();
  const text = typeof input === 'string' ? [input] : input;
  return { streams: { stdin: Readable.from(text.map((part) => Buffer.from(part))), stdout, stderr }, out, errors };
}

function collector(): readonly [Writable, () => string] {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return [stream, () => chunks.join('')] as const;
}
