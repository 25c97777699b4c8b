import { describe, expect, it } from 'vitest';
import { readLines } from '../../cli/read-lines.ts';

async function linesOf(...chunks: readonly (string | Uint8Array)[]) {
  async function* stream() {
    yield* chunks;
  }
  return Array.fromAsync(readLines(stream()), ({ number, text }) => `${number} ${text}`);
}

describe('lines', () => {
  it('are numbered from 1, and blank ones are left out', async () => {
    expect(await linesOf('a\n\nb\r\n', '  \n', 'c')).toEqual(['1 a', '3 b\r', '5 c']);
  });

  it('may be cut anywhere, within a character too', async () => {
    const bytes = Buffer.from('é\n😀');

    expect(await linesOf(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(['1 é', '2 😀']);
  });

  it('end only at a line feed: JSON may hold other separators', async () => {
    expect(await linesOf('a\u2028b\u0085c')).toEqual(['1 a\u2028b\u0085c']);
  });
});
