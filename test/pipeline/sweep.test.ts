import { expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import { sweep } from '../../shared/pipeline/sweep.ts';
import { smallWorld } from '../support/small-world.ts';

const AN_HOUR = 3_600_000;

test('a silent run is restarted though hundreds began after it, and one that has ended is not', async () => {
  const { ports, planRun, finishRun } = smallWorld({ '/here': { id: 'here', name: 'Here' }, '/here/things': [] });
  const { run: ended } = await planRun();
  await finishRun(ended);
  const { run: silent } = await planRun();
  const later = Array.from({ length: 300 }, (_, i) => ({ pk: places.runs, sk: `9999#${i}`, run: `later-${i}` }));
  await ports.table.writeMany(later);
  await ports.clock.sleep(AN_HOUR);
  const started: string[] = [];
  const machine = { start: async (run: string) => void started.push(run) };

  const swept = await sweep({ ...ports, machine });

  expect(swept).toEqual([silent]);
  expect(started).toEqual([silent]);
});

test('a run that has ended leaves the list of open runs', async () => {
  const { ports, sync } = smallWorld({ '/here': { id: 'here', name: 'Here' }, '/here/things': [] });

  await sync();

  expect((await ports.table.query(places.open('').pk)).items).toEqual([]);
});
