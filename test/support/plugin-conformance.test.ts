import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { row } from '../../shared/domain/table.ts';
import { issues } from '../../shared/domain/ticket.ts';
import { streamsOf } from '../../shared/plugin-sdk/define-stream.ts';
import { defineLookup, type Find } from '../../shared/plugin-sdk/lookup.ts';
import { pageNumber } from '../../shared/plugin-sdk/pagination.ts';
import { definePlugin } from '../../shared/plugin-sdk/plugin.ts';
import { list } from '../../shared/plugin-sdk/request.ts';
import type { Stream } from '../../shared/plugin-sdk/stream.ts';
import { type SamplePage, sampleStreams, streamLaws } from './plugin-conformance.ts';

const defineStream = streamsOf({ scope: z.object({}), config: z.object({}) });
const good = {
  name: 'things',
  request: () => list('/things'),
  raw: z.object({ id: z.string(), at: z.iso.datetime().optional() }),
  extract: (thing: { readonly id: string }) => [thing],
  key: (thing: { readonly id: string }) => thing.id,
  convert: (thing: { readonly id: string }) => [row(issues, { id: thing.id })],
};
const names = defineLookup('names', 'things', z.string());
const BODY = [{ id: 'a', at: '2026-01-01T00:00:00Z' }, { id: 'b' }];

/** The laws that a stream breaks. */
function broken(stream: Stream, page: SamplePage = { body: BODY }): readonly string[] {
  const plugin = definePlugin({ name: 'p', streams: [stream] });
  const [sampled] = sampleStreams(plugin, { scope: {}, config: {}, pages: { things: page } });
  return Object.entries(streamLaws).flatMap(([title, law]) => {
    try {
      if (sampled) law(sampled);
      return [];
    } catch {
      return [title];
    }
  });
}

describe('the conformance suite', () => {
  it('finds nothing at a good stream', () => {
    expect(broken(defineStream(good))).toEqual([]);
  });

  let count = 0;
  it.each<[string, Stream, RegExp]>([
    ['a request that changes', defineStream({ ...good, request: () => list(`/things/${++count}`) }), /^asks the same/],
    ['a request to a foreign place', defineStream({ ...good, request: () => list('//evil') }), /^asks the same/],
    ['a list without an end', defineStream({ ...good, pagination: pageNumber({ size: 0 }) }), /^names no page/],
    ['a key that is not one', defineStream({ ...good, key: () => 'same' }), /^gives tool records/],
    [
      'a tool record that JSON changes',
      defineStream({
        ...good,
        extract: () => [{ id: 'x', at: new Date(0) }],
        convert: (t) => [row(issues, { id: typeof t.at })],
      }),
      /^gives tool records/,
    ],
    [
      'a lookup that is not named',
      defineStream({
        ...good,
        lookups: [names],
        convert: ({ id }: { readonly id: string }, { find }: { readonly find: Find }) => [
          row(issues, { id: find(names, id) ?? id }),
        ],
      }),
      /^looks up only/,
    ],
    [
      'a row that is not valid',
      defineStream({ ...good, convert: () => [row(issues, { id: '' })] }),
      /^converts to valid/,
    ],
    [
      'a row that chance makes',
      defineStream({ ...good, convert: () => [row(issues, { id: `${++count}` })] }),
      /^converts to valid/,
    ],
    [
      'an extract that trusts its input',
      defineStream({ ...good, raw: z.any(), extract: (thing) => [{ id: thing.id.trim() }] }),
      /^throws at no/,
    ],
  ])('finds %s', (_, stream, law) => {
    expect(broken(stream)).toContainEqual(expect.stringMatching(law));
  });

  it('finds a sample that cannot be read', () => {
    expect(broken(defineStream(good), { body: [{ id: 7 }] })).toContainEqual(expect.stringMatching(/^has a sample/));
  });
});
