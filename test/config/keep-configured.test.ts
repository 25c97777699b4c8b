import { expect, it } from 'vitest';
import { configStore } from '../../shared/config/config-store.ts';
import { NOTHING, readConfigured } from '../../shared/config/configured.ts';
import { keepConfigured } from '../../shared/config/keep-configured.ts';
import { readConfigFile } from '../../shared/config/read-config-file.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { memoryTable } from '../support/memory-ports.ts';

const ports = () => ({ table: memoryTable(), clock: { now: () => 0, sleep: async () => {} } });
const file = readConfigFile(
  'scopes:\n  github:a/b:\nprojects:\n  shop: { scopes: ["github:a/b"] }\nblueprints:\n  n: { project: shop, cron: 0 3 * * * }\n',
  { plugins },
);
const configured = file.kind === 'good' ? file.configured : NOTHING;

it('what a deployment brings along is kept as it is, once', async () => {
  const here = ports();
  await keepConfigured(here, JSON.stringify(configured));
  const first = here.table.rows();

  await keepConfigured(here, JSON.stringify(configured));

  expect(await readConfigured(configStore(here))).toEqual(configured);
  expect(here.table.rows()).toEqual(first);
});

it('a deployment without anything changes nothing', async () => {
  const here = ports();

  await keepConfigured(here, undefined);

  expect(here.table.rows()).toEqual([]);
});
