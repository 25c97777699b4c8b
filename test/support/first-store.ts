import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import * as z from 'zod';
import { openStore } from '../../shared/local/open-store.ts';
import type { TablePort } from '../../shared/pipeline/ports.ts';
import { memoryObjects, memoryTable } from './memory-ports.ts';
import { temporaryFolder } from './sluice.ts';

const FIXTURE = join(import.meta.dirname, '../fixtures/store-v1/store.ndjson.zst');
const File = z.object({ path: z.string(), base64: z.base64() });

/** The key of the scope that the first version's store holds. */
export const FIRST_SCOPE = 'github/here/4711';

/** Lays a copy of the store that the first version wrote into a folder. */
export function layFirstStore(folder: string): void {
  const lines = zstdDecompressSync(readFileSync(FIXTURE)).toString('utf8').split('\n').slice(0, -1);
  for (const line of lines) {
    const { path, base64 } = File.parse(JSON.parse(line));
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.from(base64, 'base64'));
  }
}

/** The same store in memory; what is put into one copy is in no other. */
export async function firstStoreInMemory() {
  using folder = temporaryFolder();
  layFirstStore(folder.path);
  const store = openStore(folder.path, 'read');
  const [table, domain, objects] = [memoryTable(), memoryTable(), memoryObjects()];
  await copyRows(store.control, table);
  await copyRows(store.domain, domain);
  for await (const key of store.objects.list('')) await objects.put(key, await store.objects.get(key));
  store.close();
  return { table, domain, objects };
}

/** Copies every row of a table. */
export async function copyRows(from: TablePort, to: TablePort): Promise<void> {
  await to.writeMany(await Array.fromAsync(from.scan()));
}

/** Says of a store in a folder that it has this format. */
export function setFormat(folder: string, format: unknown, readableFrom: unknown): void {
  const database = new DatabaseSync(join(folder, 'sluice.db'));
  const row = { pk: 'migrations', sk: 'format', format, readableFrom, at: 0 };
  database
    .prepare(
      `INSERT INTO control (pk, sk, item) VALUES (?, ?, ?) ON CONFLICT (pk, sk) DO UPDATE SET item = excluded.item`,
    )
    .run(row.pk, row.sk, JSON.stringify(row));
  database.close();
}
