import { expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import { changeScope, readScope } from '../../shared/pipeline/scopes.ts';
import { memoryTable } from '../support/memory-ports.ts';

const key = 'toy/toy/1';
const stored = { key, plugin: 'toy', connection: 'toy', id: '1', name: 'one', data: {}, config: {}, derivation: '' };

test('a mapping that is given while a name is taken in is kept, and so is the name', async () => {
  const table = memoryTable();
  await table.writeMany([{ ...places.scope(key), ...stored }]);
  const mapped = Promise.withResolvers<void>();
  const slow = {
    ...table,
    transact: async (writes: Parameters<typeof table.transact>[0]) => {
      await mapped.promise;
      return table.transact(writes);
    },
  };

  const renaming = changeScope(slow, key, (before) => ({ ...before, name: 'renamed' }));
  await changeScope(table, key, (before) => ({ ...before, config: { prefix: 'mine' } }));
  mapped.resolve();
  await renaming;

  expect(await readScope(table, key)).toMatchObject({ name: 'renamed', config: { prefix: 'mine' } });
});
