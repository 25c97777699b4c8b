import { expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import { RunHead } from '../../shared/contract/run.ts';
import { ScopeRecord } from '../../shared/contract/stored.ts';
import { openScope } from '../../shared/pipeline/scopes.ts';
import { wholeStreams } from '../../shared/pipeline/whole.ts';
import { tapd } from '../../shared/plugins/tapd/plugin.ts';
import { memoryTable } from '../support/memory-ports.ts';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const EIGHT_DAYS = 8 * 86_400_000;
const KEY = 'tapd/tapd/1';
const names = (tapd.streams ?? []).map(({ name }) => name);

/** What a run reads in full of a workspace that was read in full eight days ago. */
async function wholeAfterEightDays(options: object = {}) {
  const table = memoryTable();
  const rows = names.flatMap((name) => [
    { ...places.cursor(KEY, name), at: '2026-02-28T00:00:00Z' },
    { ...places.whole(KEY, name), begun: NOW - EIGHT_DAYS },
  ]);
  await table.writeMany(rows);
  const head = RunHead.parse({
    ...places.head('run-1'),
    run: 'run-1',
    rev: 0,
    state: 'planning',
    request: { scopes: ['tapd:1'], trigger: { kind: 'request', key: 'k' }, options },
    trigger: { kind: 'request', key: 'k' },
    options,
    connections: [],
    scopes: [],
    skipped: [],
    tick: 0,
    tickAt: NOW,
    claimsUntil: 0,
    generation: 0,
    createdAt: NOW,
    canceledAt: null,
    endedAt: null,
    failure: '',
  });
  const record = ScopeRecord.parse({
    key: KEY,
    plugin: 'tapd',
    connection: 'tapd',
    id: '1',
    name: '1',
    data: { id: '1' },
    describedAt: '2026-01-01T00:00:00.000Z',
    config: {},
    derivation: '',
  });
  return wholeStreams(table, head, openScope(tapd, record), KEY);
}

test('a history that never changes is not read again every week; all else is, with what it asks for', async () => {
  const whole = await wholeAfterEightDays();

  const histories = ['story_changelogs', 'bug_changelogs', 'task_changelogs'];
  expect(whole.toSorted()).toEqual(names.filter((name) => !histories.includes(name)).toSorted());
});

test('whoever says so has a history read again too', async () => {
  const whole = await wholeAfterEightDays({ full: true });

  expect(whole.toSorted()).toEqual(names.toSorted());
});
