import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { LakeSql } from './lake-reader.ts';

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

/** Answers each SELECT of ours as one Parquet file, which is there until it has been read. */
export const parquetOf =
  (lake: { open(): Promise<LakeSql> }) =>
  async (select: string): ReturnType<typeof fileOnce> => {
    const open = await lake.open();
    try {
      return await fileOnce(await open.toParquet(select));
    } finally {
      open.close();
    }
  };
