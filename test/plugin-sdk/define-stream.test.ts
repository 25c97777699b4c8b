import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { row } from '../../shared/domain/table.ts';
import { issues } from '../../shared/domain/ticket.ts';
import { streamsOf } from '../../shared/plugin-sdk/define-stream.ts';
import { defineLookup } from '../../shared/plugin-sdk/lookup.ts';
import { definePlugin } from '../../shared/plugin-sdk/plugin.ts';
import { list, one } from '../../shared/plugin-sdk/request.ts';

const defineStream = streamsOf({ scope: z.object({ key: z.string() }), config: z.object({}) });
const things = defineStream({
  name: 'things',
  input: z.object({ parent: z.number() }),
  once: { key: ({ parent }) => String(parent) },
  request: ({ scope, input }) => list(`/${scope.key}/${input.parent}`),
  raw: z.object({ id: z.string(), open: z.boolean().default(false) }),
  list: 'things',
  unfinished: ({ id, open }) => open && one(`/things/${id}`),
  extract: ({ id }) => [{ id }],
  key: ({ id }) => id,
  convert: ({ id }) => [row(issues, { id })],
});
const bound = things.bind({ connection: '1', scope: { key: 'a' }, config: {} });
const open = (json: unknown) =>
  bound.open({
    request: { target: '/', page: 1, input: { parent: 7 } },
    url: '',
    headers: {},
    json,
    link: () => undefined,
  });

describe('a stream', () => {
  it('asks with the input of a child, and keeps it beside the request', () => {
    expect(things.child).toBe(true);
    expect(bound.first({ input: { parent: 7 }, now: '' })).toEqual([{ target: '/a/7', page: 1, input: { parent: 7 } }]);
    expect(things.once?.key({ parent: 7 })).toBe('7');
  });

  it('reads a list, a list in an envelope, and one object alike', () => {
    const ids = [[{ id: 'x' }], { things: [{ id: 'x' }] }, { id: 'x' }].map((json) =>
      open(json)
        .extract()
        .records.map(({ key }) => key),
    );

    expect(ids).toEqual([['x'], ['x'], ['x']]);
  });

  it('rejects what it cannot read, with its place and the reason, and reads the rest', () => {
    const { records, rejected } = open([{ id: 'x' }, { id: 7 }, 'no']).extract();

    expect(records.map(({ item }) => item)).toEqual([0]);
    expect(rejected).toEqual([
      { item: 1, reason: expect.stringMatching(/^id: /) },
      { item: 2, reason: expect.stringMatching(/^the record: /) },
    ]);
  });

  it('asks again for what is not finished, with the input that it was asked with', () => {
    expect(open([{ id: 'x', open: true }, { id: 'y' }]).again()).toEqual([
      { key: 'x', request: { target: '/things/x', single: true, input: { parent: 7 } } },
      { key: 'y' },
    ]);
  });
});

describe('a plugin', () => {
  it('that looks something up in a stream it does not have is refused', () => {
    const lost = defineLookup('lost', 'nowhere', z.string());
    const stream = { ...things, lookups: [lost] };

    expect(() => definePlugin({ name: 'p', streams: [stream] })).toThrow(/nowhere, which is no stream/);
  });

  it('needs nothing but a name', () => {
    expect(definePlugin({ name: 'p' })).toEqual({ name: 'p' });
  });
});
