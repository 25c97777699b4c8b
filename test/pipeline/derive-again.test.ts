import { expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import { derivedAgain } from '../../shared/pipeline/derive-again.ts';
import type { Fact } from '../../shared/pipeline/fact.ts';
import { readHead } from '../../shared/pipeline/run-head.ts';
import type { Plugin } from '../../shared/plugin-sdk/plugin.ts';
import type { Stream } from '../../shared/plugin-sdk/stream.ts';
import { smallWorld } from '../support/small-world.ts';

const world = () => {
  const made = smallWorld({
    '/here': { id: 'here', name: 'here' },
    '/here/things': [{ id: 1, title: 'one', labels: ['a'], at: '2025-12-01T00:00:00Z' }],
    '/here/things/1/state': { state: 'done' },
    '/here/notes': [{ id: 7, text: 'hello' }],
  });
  const facts: Fact[] = [];
  const tell = (fact: Fact): void => void facts.push(fact);
  Object.assign(made.ports, { tell });
  const extracted = () => facts.filter(({ message }) => message === 'segment extracted').map(({ stream }) => stream);
  return { ...made, facts, extracted };
};

const toyOf = ({ ports }: ReturnType<typeof world>): Plugin => {
  const toy = ports.plugins.get('toy');
  if (!toy) throw new Error('there is no toy');
  return toy;
};

/** The plugin as its next version has it: what becomes of notes is written in capitals. */
function nextVersion(plugin: Plugin): Plugin {
  const shout = (stream: Stream): Stream => ({
    ...stream,
    version: stream.version + 1,
    bind: (binding) => {
      const bound = stream.bind(binding);
      const loud = (text: unknown) => (typeof text === 'string' ? text.toUpperCase() : text);
      return {
        ...bound,
        convert: (record, find) =>
          bound
            .convert(record, find)
            .map((row) => ({ ...row, values: { ...row.values, body: loud(row.values.body) } })),
      };
    },
  });
  return {
    ...plugin,
    streams: (plugin.streams ?? []).map((stream) => (stream.name === 'notes' ? shout(stream) : stream)),
  };
}

test('a stream whose version was raised is derived again from raw by the next sync, and no other is', async () => {
  const small = world();
  await small.sync();
  small.answers['/here/things'] = [];
  small.answers['/here/notes'] = [];
  small.ports.plugins.set('toy', nextVersion(toyOf(small)));
  small.facts.length = 0;

  const { run } = await small.planRun();
  const told = await derivedAgain(small.ports.table, await readHead(small.ports.table, run));
  const report = await small.finishRun(run);

  expect(told).toEqual(['here']);
  expect(report.state).toBe('completed');
  expect(await small.read('issue_comments')).toMatchObject([{ body: 'HELLO' }]);
  const again = small.facts.filter(({ message, records }) => message === 'segment extracted' && records !== 0);
  // The place was sent again as it was, so it is not even extracted.
  expect(again.map(({ stream }) => stream).sort()).toEqual(['notes']);
});

test('so it is when every page is sent again byte for byte', async () => {
  const small = world();
  const options = { full: true };
  await small.sync();
  const stored = small.ports.objects.count();
  await small.sync(options);
  expect(small.ports.objects.count()).toBe(stored);
  small.ports.plugins.set('toy', nextVersion(toyOf(small)));
  small.facts.length = 0;

  const report = await small.sync(options);
  const again = small.extracted();
  await small.sync(options);

  expect(report.state).toBe('completed');
  expect(Object.values(report.totals.streams).reduce((sum, { pages }) => sum + pages, 0)).toBe(0);
  expect(again).toEqual(['notes']);
  expect(await small.read('issue_comments')).toMatchObject([{ body: 'HELLO' }]);
  expect(small.extracted()).toEqual(again);
});

test('once everything is derived as it would be now, nothing is derived again', async () => {
  const small = world();
  await small.sync();
  small.ports.plugins.set('toy', nextVersion(toyOf(small)));
  await small.sync();
  small.facts.length = 0;

  const { run } = await small.planRun();
  const told = await derivedAgain(small.ports.table, await readHead(small.ports.table, run));
  await small.finishRun(run);

  expect(told).toEqual([]);
  const made = small.facts.filter(({ message }) => message === 'work planned');
  expect(made).toEqual([]);
});

test('what workers of the version before made while the next one was deployed is derived again', async () => {
  const small = world();
  const [before, after] = [toyOf(small), nextVersion(toyOf(small))];
  small.ports.plugins.set('toy', after);
  const { run } = await small.planRun();
  small.ports.plugins.set('toy', before);
  await small.finishRun(run);
  expect(await small.read('issue_comments')).toMatchObject([{ body: 'hello' }]);
  small.ports.plugins.set('toy', after);
  small.answers['/here/notes'] = [];

  await small.sync();

  expect(await small.read('issue_comments')).toMatchObject([{ body: 'HELLO' }]);
});

test('what was extracted by the next version and converted by the one before is derived again', async () => {
  const small = world();
  const [before, after] = [toyOf(small), nextVersion(toyOf(small))];
  small.ports.plugins.set('toy', after);
  const { run: first } = await small.planRun();
  Object.assign(small.ports, {
    tell: ({ message, stream, run }: Fact) => {
      // The function that converts is the last one to be replaced.
      if (run === first && stream === 'notes' && message === 'segment extracted')
        small.ports.plugins.set('toy', before);
    },
  });
  await small.finishRun(first);
  expect(await small.read('issue_comments')).toMatchObject([{ body: 'hello' }]);
  small.ports.plugins.set('toy', after);
  small.answers['/here/notes'] = [];

  await small.sync();

  expect(await small.read('issue_comments')).toMatchObject([{ body: 'HELLO' }]);
});

test('a mapping that is changed and changed back while a run goes on leaves nothing derived under the other one', async () => {
  const small = world();
  await small.sync({}, { prefix: '' });
  small.answers['/here/things'] = [{ id: 1, title: 'two', labels: [], at: '2025-12-02T00:00:00Z' }];
  const { run } = await small.planRun();
  const place = places.scope('toy/toy/here');
  const change = async (prefix: string) => {
    const row = await small.ports.table.get(place);
    if (row) await small.ports.table.writeMany([{ ...row, config: { prefix }, rev: Number(row.rev) + 1 }]);
  };
  await change('> ');
  await small.finishRun(run);
  await change('');
  small.answers['/here/things'] = [];

  await small.sync();

  expect(await small.read('issues')).toMatchObject([{ title: 'two' }]);
});

test('a replay from extract makes everything again, whatever it was made under', async () => {
  const small = world();
  await small.sync();
  small.facts.length = 0;

  await small.sync({ from: 'extract' });

  expect(small.extracted().sort()).toEqual(['notes', 'place', 'states', 'things']);
});
