import { afterAll, expect, test } from 'vitest';
import { FORMAT } from '../../shared/contract/format.ts';
import { places } from '../../shared/contract/places.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { migrate, migrationsOf } from '../../shared/pipeline/migrate.ts';
import type { Item } from '../../shared/pipeline/ports.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { firstStoreInMemory } from '../support/first-store.ts';
import { deployedPorts } from './deployed.ts';

const { table } = deployedPorts();
const loaded: Item[] = [];

afterAll(async () => {
  const format = { ...places.format, format: FORMAT, readableFrom: 1, at: 0 };
  await table.writeMany(
    [format],
    loaded.map(({ pk, sk }) => ({ pk, sk })),
  );
});

test('the deployment has said of which format its tables are', async () => {
  expect((await migrationsOf(table)).format).toBe(FORMAT);
});

test("the first version's rows are migrated in DynamoDB as they are in memory, by one of two that try", async () => {
  const memory = (await firstStoreInMemory()).table;
  const before = memory.rows();
  await migrate({ plugins, table: memory, clock: systemClock }, { name: 'm' });
  const expected = memory.rows().filter(({ pk }) => pk !== 'migrations');
  const distinct = new Map([...before, ...expected].map((row) => [`${row.pk}\n${row.sk}`, row]));
  loaded.push(...distinct.values());
  await table.writeMany(before, [places.format]);

  const ports = { plugins, table, clock: systemClock };
  const ends = await Promise.all(['a', 'b'].map((name) => migrate(ports, { name })));

  expect(ends.filter(({ kind }) => kind === 'done')).toHaveLength(1);
  const stored = await table.getMany([...distinct.values()].map(({ pk, sk }) => ({ pk, sk })));
  const byPlace = (a: Item, b: Item) => (`${a.pk}\n${a.sk}` < `${b.pk}\n${b.sk}` ? -1 : 1);
  expect([...stored].sort(byPlace)).toEqual([...expected].sort(byPlace));
  expect((await migrationsOf(table)).rows.every(({ endedAt }) => endedAt !== null)).toBe(true);
}, 120_000);
