import { beforeEach, describe, expect, it } from 'vitest';
import { type ConfigStore, configStore } from '../../shared/config/config-store.ts';
import { connections, scopeConfigs, scopes } from '../../shared/config/resources.ts';
import { deployedConnections, type HeldSecret, storedConnections } from '../../shared/config/stored-connections.ts';
import { storedMapping } from '../../shared/config/stored-mapping.ts';
import { memoryTable } from '../support/memory-ports.ts';

const PREFIX = 'sluice/connections/';
const connection = (fields: object) => connections.stored.parse({ name: 'work', plugin: 'github', ...fields });

let ports: Parameters<typeof configStore>[0];
let store: ConfigStore;
let now: number;
let held: ReadonlyMap<string, HeldSecret>;

const deployed = () =>
  deployedConnections({ ...ports, prefix: PREFIX, secret: async (name) => held.get(name) ?? { tokens: [] } });

beforeEach(() => {
  now = 0;
  ports = { table: memoryTable(), clock: { now: () => now, sleep: async () => {} } };
  store = configStore(ports);
  held = new Map();
});

describe('a configured connection', () => {
  it('is found by its name, of its own plugin only', async () => {
    await store.put(connections, connection({}));
    const find = storedConnections(ports, 1_000);

    expect(await find({ plugin: 'github', name: 'work' })).toMatchObject({ name: 'work' });
    expect(await find({ plugin: 'jira', name: 'work' })).toBeUndefined();
  });

  it('that changes is used when what was read is old', async () => {
    const find = storedConnections(ports, 1_000);
    await find({ plugin: 'github', name: 'work' });
    await store.put(connections, connection({}));

    const meanwhile = await find({ plugin: 'github', name: 'work' });
    now = 1_000;

    expect(meanwhile).toBeUndefined();
    expect(await find({ plugin: 'github', name: 'work' })).toMatchObject({ name: 'work' });
  });
});

describe('in AWS', () => {
  it('a connection that is not configured is as its secret says', async () => {
    held = new Map([[`${PREFIX}work`, { tokens: ['a'], baseUrl: 'https://ghe.acme.com/api/v3', share: 0.2 }]]);
    const { secrets, settings } = deployed();

    expect(await secrets({ plugin: 'github', name: 'work' })).toEqual(['a']);
    expect(await settings.connection('github', 'work')).toEqual({ baseUrl: 'https://ghe.acme.com/api/v3', share: 0.2 });
  });

  it('one that is configured is as it is configured', async () => {
    held = new Map([
      [`${PREFIX}work`, { tokens: ['a'], baseUrl: 'https://old.acme.com' }],
      [`${PREFIX}other`, { tokens: ['b', 'c'] }],
    ]);
    await store.put(
      connections,
      connection({ baseUrl: 'https://new.acme.com', tokens: [`secret:${PREFIX}other`], share: 0.1 }),
    );
    const { secrets, settings } = deployed();

    expect(await secrets({ plugin: 'github', name: 'work' })).toEqual(['b', 'c']);
    expect(await settings.connection('github', 'work')).toEqual({ baseUrl: 'https://new.acme.com', share: 0.1 });
  });

  it('one that names no secret has the one that is called as it is', async () => {
    held = new Map([[`${PREFIX}work`, { tokens: ['a'] }]]);
    await store.put(connections, connection({}));

    expect(await deployed().secrets({ plugin: 'github', name: 'work' })).toEqual(['a']);
  });

  it('one whose token lies on a laptop has it in the secret that is called as it is', async () => {
    held = new Map([[`${PREFIX}work`, { tokens: ['a'] }]]);
    await store.put(connections, connection({ tokens: ['env:TOKEN', 'file:./token'] }));

    expect(await deployed().secrets({ plugin: 'github', name: 'work' })).toEqual(['a']);
  });
});

describe('the mapping of a scope', () => {
  const at = { plugin: 'github', connection: 'github', name: 'acme/shop' };

  beforeEach(async () => {
    for (const name of ['general', 'own'])
      await store.put(scopeConfigs, { name, plugin: 'github', mapping: { issueTypeBug: name } });
    await store.put(scopeConfigs, { name: 'boards', plugin: 'jira', mapping: {} });
  });

  it('is that which it names, however its name is written', async () => {
    await store.put(connections, connection({ name: 'github', scopeConfig: 'general' }));
    await store.put(scopes, { name: 'github@github:Acme/Shop', scopeConfig: 'own' });

    expect(await storedMapping(ports)(at)).toEqual({ issueTypeBug: 'own' });
  });

  it('is that of its connection, where it names none', async () => {
    await store.put(connections, connection({ name: 'github', scopeConfig: 'general' }));
    await store.put(scopes, { name: 'github:acme/shop' });

    expect(await storedMapping(ports)(at)).toEqual({ issueTypeBug: 'general' });
  });

  it('is left as it is where nothing is configured, or what is for another plugin', async () => {
    await store.put(scopes, { name: 'github:acme/other', scopeConfig: 'own' });
    await store.put(connections, connection({ name: 'github', scopeConfig: 'boards' }));

    expect(await storedMapping(ports)(at)).toBeUndefined();
  });
});
