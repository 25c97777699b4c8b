import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';

/** A file that is removed once it has been read, or once nobody reads on. */
export async function fileOnce(
  path: string,
): Promise<{ readonly bytes: number; readonly chunks: AsyncIterable<Uint8Array> }> {
  return { bytes: (await stat(path)).size, chunks: readOnce(path) };
}

async function* readOnce(path: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) if (chunk instanceof Uint8Array) yield chunk;
  } finally {
    await rm(path, { force: true });
  }
}
