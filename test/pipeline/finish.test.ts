import { expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import { finish } from '../../shared/pipeline/finish.ts';
import { isDrained } from '../../shared/pipeline/is-drained.ts';
import { readHead } from '../../shared/pipeline/run-head.ts';
import { smallWorld } from '../support/small-world.ts';

/** A run that is planned: its items wait. */
async function planned() {
  const { ports, planRun } = smallWorld({
    '/here': { id: 'here', name: 'here' },
    '/here/things': [],
    '/here/notes': [],
  });
  const { run } = await planRun();
  const items = async () => (await ports.table.query(places.items(run))).items;
  expect(await items()).not.toEqual([]);
  return { ports, run, items };
}

test('a run is not finished before a tick has found that nothing is left, though there is nothing at the moment', async () => {
  const { ports, run, items } = await planned();
  // As it is between the last item and the tick that plans what follows from all of them.
  const done = await ports.table.query(places.done(run));
  const left = [...(await items()), ...done.items];
  await ports.table.transact(left.map(({ pk, sk }) => ({ kind: 'delete', place: { pk, sk } })));
  expect(await isDrained(ports.table, run)).toBe(true);

  await expect(finish(ports, run)).rejects.toThrow(/dispatch it until it is drained/);

  expect((await readHead(ports.table, run)).endedAt).toBeNull();
});

test('a run that was taken over is finished with its items taken away, so that nobody works on them any more', async () => {
  const { ports, run, items } = await planned();
  const head = await ports.table.get(places.head(run));
  if (!head) throw new Error('the run has no head');
  await ports.table.writeMany([{ ...head, state: 'superseded', endedAt: ports.clock.now() }]);

  const report = await finish(ports, run);

  expect(report.state).toBe('superseded');
  expect(await items()).toEqual([]);
});
