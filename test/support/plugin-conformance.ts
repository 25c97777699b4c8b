import { describe, expect, it } from 'vitest';
import { checkRow } from '../../shared/domain/record.ts';
import { SluiceError } from '../../shared/errors.ts';
import { type Find, findNamed } from '../../shared/plugin-sdk/lookup.ts';
import type { Plugin } from '../../shared/plugin-sdk/plugin.ts';
import type { BoundStream, OpenPage, Stream, ToolRecord } from '../../shared/plugin-sdk/stream.ts';

/** A page of one stream as the vendor sends it, and what it was asked with where that is needed. */
export interface SamplePage {
  readonly body: unknown;
  readonly input?: unknown;
}

/** What the suite needs of a plugin: where it works, and a good page of every stream. */
export interface Samples {
  readonly scope: unknown;
  readonly config: unknown;
  readonly pages: Readonly<Record<string, SamplePage>>;
}

const NOW = '2026-11-01T00:00:00.000Z';
const NONSENSE: readonly unknown[] = [
  null,
  7,
  'text',
  true,
  {},
  [],
  [null],
  [[]],
  [7],
  { message: 'no' },
  [{ id: {} }],
];

/** A stream at work, with its sample page and what all sample pages provide to lookups. */
export interface SampledStream {
  readonly name: string;
  readonly stream: Stream;
  readonly bound: BoundStream;
  readonly sample: SamplePage | undefined;
  readonly find: Find;
}

/** Binds the streams of a plugin to their samples. */
export function sampleStreams(plugin: Plugin, samples: Samples): readonly SampledStream[] {
  const binding = { connection: '1', scope: samples.scope, config: samples.config };
  const streams = (plugin.streams ?? []).map((stream) => {
    const sample = samples.pages[stream.name];
    return { name: stream.name, stream, sample, bound: stream.bind(binding) };
  });
  const find = finder(streams);
  return streams.map((stream) => ({ ...stream, find }));
}

/** The laws that every stream keeps, by what they say. */
export const streamLaws: Readonly<Record<string, (of: SampledStream) => void>> = {
  'has a sample page that is read to the last item': ({ bound, sample }) => {
    expect(sample).toBeDefined();
    expect(open(bound, sample).rejected).toEqual([]);
    expect(records(bound, sample).length).toBeGreaterThan(0);
  },
  'asks the same every time, below the base url': ({ bound, sample }) => {
    const ask = (since?: string) =>
      bound.first({ input: sample?.input, now: NOW, ...(since !== undefined && { since }) });

    expect(ask()).toEqual(ask());
    expect(ask(NOW)).toEqual(ask(NOW));
    for (const { target } of [...ask(), ...ask(NOW)]) expect(target).toMatch(/^\/[^/]/);
  },
  'names no page after the last one': ({ bound, sample }) => {
    expect(open(bound, { ...sample, body: [] }).following()).toEqual([]);
  },
  'gives tool records with a key of their own, of which JSON loses nothing': ({ bound, sample, find }) => {
    const read = records(bound, sample);

    expect(new Set(read.map(({ key }) => key)).size).toBe(read.length);
    for (const record of read) {
      expect(record.key).not.toBe('');
      expect(convertAll(bound, [stored(record)], find)).toEqual(convertAll(bound, [record], find));
    }
  },
  'looks up only what it has named': ({ bound, sample, find }) => {
    for (const record of records(bound, sample)) {
      const named = bound.needs(record).map(({ lookup, key }) => `${lookup} ${key}`);
      const found: string[] = [];
      const watched: Find = (lookup, key) => {
        found.push(`${lookup.name} ${key}`);
        return find(lookup, key);
      };
      bound.convert(record, watched);

      expect(named).toEqual(expect.arrayContaining(found));
    }
  },
  'converts to valid rows, twice the same': ({ bound, sample, find }) => {
    const once = convertAll(bound, records(bound, sample), find);
    const again = convertAll(bound, records(bound, sample), find);

    expect(JSON.stringify(once)).toBe(JSON.stringify(again));
    expect(once.map(checkRow).filter((checked) => 'refused' in checked)).toEqual([]);
  },
  'throws at no malformed page': (of) => {
    for (const body of [...NONSENSE, ...spoilt(of.sample?.body)]) readEverything(of, { ...of.sample, body });
  },
};

/** The laws of a plugin, as tests. */
export function pluginConformance(plugin: Plugin, samples: Samples): void {
  const streams = sampleStreams(plugin, samples);
  const byName = new Map(streams.map((one) => [one.name, one]));

  describe(`the plugin ${plugin.name}`, () => {
    it('names only streams of its own in lookups and children', () => {
      const mentioned = streams.flatMap(({ stream, bound, sample }) => [
        ...stream.lookups.map((lookup) => lookup.stream),
        ...open(bound, sample)
          .children()
          .map((child) => child.stream),
      ]);

      expect(mentioned.filter((name) => !byName.has(name))).toEqual([]);
    });

    it('asks children with an input that they take', () => {
      for (const { bound, sample } of streams)
        for (const { stream, input } of open(bound, sample).children()) {
          const child = byName.get(stream);

          expect(child?.stream.child).toBe(true);
          expect(() => child?.bound.first({ input, now: NOW })).not.toThrow();
        }
    });

    describe.each(streams)('stream $name', (stream) => {
      it.each(Object.entries(streamLaws))('%s', (_, law) => law(stream));
    });
  });
}

function open(bound: BoundStream, sample: SamplePage | undefined): OpenPage {
  const { input, body } = sample ?? { body: [] };
  const request = { target: '/', page: 1, ...(input !== undefined && { input }) };
  return bound.open({ request, url: '', headers: {}, json: body, link: () => undefined });
}

const records = (bound: BoundStream, sample: SamplePage | undefined): readonly ToolRecord[] =>
  open(bound, sample).extract().records;

const convertAll = (bound: BoundStream, read: readonly ToolRecord[], find: Find) =>
  read.flatMap((record) => bound.convert(record, findNamed(find, bound.needs(record))));

const stored = (record: ToolRecord): ToolRecord => JSON.parse(JSON.stringify(record));

/** What the sample pages provide, under each key. */
function finder(streams: readonly { readonly bound: BoundStream; readonly sample: SamplePage | undefined }[]): Find {
  const entries = streams.flatMap(({ bound, sample }) =>
    records(bound, sample).flatMap((record) => bound.provides(record)),
  );
  const known = new Map(entries.map(({ lookup, key, value }) => [`${lookup} ${key}`, value]));
  return (lookup, key) => {
    const value = known.get(`${lookup.name} ${key}`);
    return value === undefined ? undefined : lookup.value.parse(value);
  };
}

/** The sample page with one field after the other replaced by something of another type. */
function spoilt(body: unknown): readonly unknown[] {
  const item: unknown = Array.isArray(body) ? body[0] : body;
  if (typeof item !== 'object' || item === null) return [];
  const wrong = Object.keys(item).flatMap((key) => [
    { ...item, [key]: { a: [] } },
    { ...item, [key]: null },
  ]);
  return Array.isArray(body) ? wrong.map((one) => [one]) : wrong;
}

/** Reads a page in every way. Only a refusal with a reason may leave convert. */
function readEverything({ bound, stream, find }: SampledStream, sample: SamplePage): void {
  const page = open(bound, sample);
  page.following();
  page.children();
  page.again();
  for (const record of page.extract().records) {
    expect(record.stream).toBe(stream.name);
    bound.needs(record);
    bound.provides(record);
    bound.source(record);
    try {
      for (const row of bound.convert(record, find)) checkRow(row);
    } catch (error) {
      expect(error).toBeInstanceOf(SluiceError);
    }
  }
}
