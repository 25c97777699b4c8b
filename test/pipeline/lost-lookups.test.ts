import { expect, test } from 'vitest';
import { ScopeRecord, type ToolLine } from '../../shared/contract/stored.ts';
import { apply, type MadeRow } from '../../shared/pipeline/apply.ts';
import { lookupPlace } from '../../shared/pipeline/domain-places.ts';
import { openScope } from '../../shared/pipeline/scopes.ts';
import { smallWorld } from '../support/small-world.ts';

const KEY = 'toy/toy/here';
const value = lookupPlace(KEY, 'states', '1');

test('a lookup value that is gone is told again by the attempt after the one that removed it and was cut off', async () => {
  const { ports } = smallWorld({});
  const plugin = ports.plugins.get('toy');
  if (!plugin) throw new Error('the world has no toy');
  const data = { id: 'here', name: 'here' };
  const scope = openScope(
    plugin,
    ScopeRecord.parse({ key: KEY, plugin: 'toy', connection: 'toy', id: 'here', name: 'here', data, config: {} }),
  );
  const context = { run: 'run-1', scope, stream: 'states', derivation: 'd', tool: 'tool/1', touch: async () => {} };
  const line = (at: string): ToolLine => ({ key: '1', version: at, observedAt: at, raw: 'raw/1#0#0', data: {} });
  const told: MadeRow = { ...value, table: 'lookup', body: '"open"', hash: 'h', wide: false };

  const first = await apply(ports.domain, context, [{ line: line('2026-01-01'), rows: [told] }], false);
  const removing = await apply(ports.domain, context, [{ line: line('2026-01-02'), rows: [] }], false);
  const again = await apply(ports.domain, context, [{ line: line('2026-01-02'), rows: [] }], true);
  const undisturbed = await apply(ports.domain, context, [{ line: line('2026-01-02'), rows: [] }], false);

  expect(first.changed).toEqual([]);
  expect(removing.changed).toEqual([value]);
  expect(again.changed).toEqual([value]);
  expect(undisturbed.changed).toEqual([]);
});
