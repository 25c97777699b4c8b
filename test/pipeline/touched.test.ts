import { expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import type { Item } from '../../shared/pipeline/ports.ts';
import { smallWorld } from '../support/small-world.ts';

const SCOPE = 'toy/toy/here';
/** A row that a converter made: what enriches marks its rows, and tool records' own places begin with @. */
const isConverted = ({ pk, raw, by }: Item): boolean => !pk.startsWith('@') && raw !== undefined && by === undefined;

test('a scope is marked before its rows change, so that rows of an attempt that fails are enriched as well', async () => {
  const world = smallWorld({
    '/here': { id: 'here', name: 'here' },
    '/here/things': [{ id: 1, title: 'one', labels: ['a'], at: '2026-01-01T00:00:00Z', owner: 'ann' }],
    '/here/things/1/state': { state: 'open' },
    '/here/notes': [{ id: 1, text: 'a note' }],
  });
  const { domain, table } = world.ports;
  const { run } = await world.planRun();
  const marked: boolean[] = [];
  const look = async (rows: readonly Item[]): Promise<void> => {
    if (rows.some(isConverted)) marked.push((await table.get(places.touched(SCOPE, run))) !== undefined);
  };
  Object.assign(world.ports, {
    domain: {
      ...domain,
      writeMany: async (rows: readonly Item[]) => {
        await look(rows);
        return domain.writeMany(rows);
      },
    },
  });

  await world.finishRun(run);

  expect(marked.length).toBeGreaterThan(0);
  expect(marked).not.toContain(false);
});
