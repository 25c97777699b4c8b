import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergePartitions } from '../../shared/pipeline/merge-partitions.ts';
import type { Item } from '../../shared/pipeline/ports.ts';
import { memoryTable } from '../support/memory-ports.ts';

const partitions = ['a', 'b', 'c', 'none'];
const item = fc.record({
  pk: fc.constantFrom('a', 'b', 'c'),
  sk: fc.integer({ min: 0, max: 150 }).map(String),
  version: fc.constantFrom('1', '2'),
  deleted: fc.boolean(),
});

async function merged(items: readonly Item[], range: Parameters<typeof mergePartitions>[2]): Promise<readonly Item[]> {
  const table = memoryTable();
  await table.writeMany(items);
  const found: Item[] = [];
  for await (const stretch of mergePartitions(table, partitions, range)) found.push(...stretch);
  return found;
}

test('rows come by their keys, each once: the one that lives, and of these the one that was observed last', async () => {
  const some = fc.uniqueArray(item, { maxLength: 300, selector: ({ pk, sk }) => `${pk} ${sk}` });
  await fc.assert(
    fc.asyncProperty(some, fc.boolean(), fc.option(fc.constantFrom('1', '77')), async (items, descending, after) => {
      const keys = [...new Set(items.map(({ sk }) => sk))]
        .filter((sk) => after === null || (descending ? sk < after : sk > after))
        .sort();
      const best = keys.map((sk) => {
        const [first] = items
          .filter((each) => each.sk === sk)
          .sort((a, b) => Number(a.deleted) - Number(b.deleted) || Number(b.version) - Number(a.version));
        return { sk, deleted: first?.deleted, version: first?.version };
      });

      const found = await merged(items, { descending, ...(after !== null && { after }) });

      expect(found.map(({ sk, deleted, version }) => ({ sk, deleted, version }))).toEqual(
        descending ? best.reverse() : best,
      );
    }),
    { numRuns: 60, seed: 5 },
  );
});

test('a partition that cannot be read on fails the reading, and nobody is left waiting', async () => {
  const table = memoryTable();
  await table.writeMany(Array.from({ length: 500 }, (_, i) => ({ pk: 'a', sk: String(i) })));
  const broken = {
    ...table,
    query: (pk: string, range = {}) => ('after' in range ? Promise.reject(new Error('gone')) : table.query(pk, range)),
  };
  const read = async () => {
    for await (const _ of mergePartitions(broken, ['a'])) {
      // Read on.
    }
  };

  await expect(read()).rejects.toThrow('gone');
});
