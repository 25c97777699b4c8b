import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as z from 'zod';
import type { Contender } from './ours.ts';
import type { Recorded } from './recorded.ts';

const FOLDER = join(import.meta.dirname, 'faros');

interface Message {
  readonly type: string;
  unpackRaw(): Message;
}
interface Converted {
  readonly model: string;
  readonly record: unknown;
}
interface Converter {
  convert(message: Message, context: unknown): Promise<readonly Converted[]>;
}
interface Logger {
  write(message: { readonly type: string }): void;
}
type Destination = new (
  logger: Logger,
) => {
  write(config: object, redacted: object, catalog: object, input: Readable, dryRun: boolean): AsyncIterable<unknown>;
};

/** The parts of airbyte-faros-destination that take part. */
export interface Faros {
  readonly parseMessage: (line: string) => Message;
  readonly converter: (stream: string) => Converter | undefined;
  readonly context: (logger: object) => { set(stream: string, id: string, record: object): void };
  readonly Destination: Destination;
  readonly Logger: new () => Logger;
}

const fn = <Fn>() => z.custom<Fn>((value) => typeof value === 'function');

/** Installs airbyte-faros-destination 0.10.65 beside this file (190 MB, ignored by git), once, and loads it. */
export function loadFaros(): Faros {
  if (!existsSync(join(FOLDER, 'node_modules/airbyte-faros-destination'))) {
    const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: FOLDER,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new TypeError(`npm ci in ${FOLDER} failed with ${status}`);
  }
  const load = createRequire(join(FOLDER, 'package.json'));
  const from = <Shape extends z.ZodRawShape>(path: string, shape: Shape) => z.object(shape).parse(load(path));
  const lib = 'airbyte-faros-destination/lib';
  const { parseAirbyteMessage, AirbyteLogger } = from('faros-airbyte-cdk', {
    parseAirbyteMessage: fn<Faros['parseMessage']>(),
    AirbyteLogger: fn<Faros['Logger']>(),
  });
  const { ConverterRegistry } = from(`${lib}/converters/converter-registry`, {
    ConverterRegistry: fn<{ getConverter(name: unknown, onError: (error: Error) => void): Converter | undefined }>(),
  });
  const { StreamName, StreamContext } = from(`${lib}/converters/converter`, {
    StreamName: fn<{ fromString(name: string): unknown }>(),
    StreamContext: fn<new (logger: object, config: object, modes: object) => ReturnType<Faros['context']>>(),
  });
  const { FarosDestination } = from(`${lib}/destination`, { FarosDestination: fn<Destination>() });
  return {
    parseMessage: parseAirbyteMessage,
    converter: (stream) =>
      ConverterRegistry.getConverter(StreamName.fromString(stream), (error) => {
        throw error;
      }),
    context: (logger) => new StreamContext(logger, {}, {}),
    Destination: FarosDestination,
    Logger: AirbyteLogger,
  };
}

/** What Faros calls a stream, and what its own source adds to a record of it. */
interface Counterpart {
  readonly stream: string;
  readonly add: (record: Readonly<Record<string, unknown>>) => object;
  /** Records that its converters look up, by the stream that they would have come in. */
  readonly known?: (record: Readonly<Record<string, unknown>>) => readonly (readonly [string, unknown])[];
}

const Owned = z.looseObject({ id: z.union([z.string(), z.number()]) });
const idOf = (value: unknown): string | number | undefined => Owned.safeParse(value).data?.id;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const repository = 'panjf2000/ants';
const counterparts: Readonly<Record<string, Counterpart>> = {
  'github/issues': {
    stream: 'github__issues',
    add: () => ({ repository }),
    known: ({ labels }) => list(labels).map((label) => ['github__issue_labels', label] as const),
  },
  'github/pull_requests': { stream: 'github__pull_requests', add: () => ({ repository }) },
  'github/workflow_runs': { stream: 'github__workflow_runs', add: () => ({}) },
  'github/workflow_jobs': {
    stream: 'github__faros_workflow_jobs',
    add: () => ({ org: 'panjf2000', repo: 'ants', workflow_id: 1 }),
  },
  'github/accounts': { stream: 'github__users', add: () => ({ repository }) },
  'github/milestones': { stream: 'github__issue_milestones', add: () => ({ repository }) },
  'gitlab/issues': {
    stream: 'gitlab__issues',
    add: ({ author, assignees }) => ({ author_id: idOf(author), assignees: list(assignees).map(idOf) }),
    known: ({ author, assignees }) => [author, ...list(assignees)].map((user) => ['gitlab__users', user] as const),
  },
  'gitlab/merge_requests': {
    stream: 'gitlab__merge_requests',
    add: ({ author }) => ({ author_id: idOf(author) }),
    known: ({ author }) => [['gitlab__users', author]],
  },
  'gitlab/pipelines': { stream: 'gitlab__pipelines', add: () => ({}) },
  'gitlab/jobs': {
    stream: 'gitlab__jobs',
    add: ({ pipeline }) => ({ pipeline_id: idOf(pipeline) }),
    known: ({ pipeline }) => [['gitlab__pipelines', pipeline]],
  },
  'gitlab/accounts': { stream: 'gitlab__users', add: () => ({}) },
  'jira/accounts': { stream: 'jira__users', add: () => ({}) },
  'jira/sprints': { stream: 'jira__sprints', add: () => ({}) },
  'jira/issues': { stream: 'jira__issues', add: () => ({}) },
};

/** Faros, given the same records: its converters by themselves, and the whole destination as it is run. */
export function faros(parts: Faros, recorded: Recorded): { bare: Contender; whole: Contender } | undefined {
  const counterpart = counterparts[`${recorded.plugin}/${recorded.stream}`];
  if (!counterpart) return undefined;
  const name = `bench__${counterpart.stream}`;
  const records = recorded.pages.flatMap(({ elements }) => elements).map((data) => z.looseObject({}).parse(data));
  const texts = records.map((data) =>
    JSON.stringify({
      type: 'RECORD',
      record: { stream: name, emitted_at: 1, data: { ...data, ...counterpart.add(data) } },
    }),
  );
  const known = records.flatMap((data) => counterpart.known?.(data) ?? []);
  return { bare: bare(parts, name, texts, known), whole: whole(parts, name, texts, known) };
}

/** Records of one pass of the destination, so that its start does not count. */
const A_PASS = 1500;

const silent = { warn: () => {}, info: () => {}, debug: () => {}, error: () => {} };

type Known = readonly (readonly [string, unknown])[];

function bare(parts: Faros, name: string, texts: readonly string[], known: Known): Contender {
  const converter = parts.converter(name);
  if (!converter) throw new TypeError(`Faros has no converter for ${name}`);
  const context = parts.context(silent);
  for (const [stream, data] of known) context.set(stream, String(idOf(data)), { record: { data } });
  return {
    texts,
    records: texts.length,
    pass: async () => {
      let rows = 0;
      let refused = 0;
      for (const text of texts) {
        try {
          const made = await converter.convert(parts.parseMessage(text).unpackRaw(), context);
          for (const { model, record } of made) if (JSON.stringify({ [model]: record }) !== '') rows += 1;
        } catch {
          refused += 1;
        }
      }
      return { rows, refused };
    },
  };
}

function whole(parts: Faros, name: string, texts: readonly string[], known: Known): Contender {
  const others = [...new Set(known.map(([stream]) => `bench__${stream}`))];
  const first = known.map(([stream, data]) =>
    JSON.stringify({ type: 'RECORD', record: { stream: `bench__${stream}`, emitted_at: 1, data } }),
  );
  const streams = [...others, name].map((stream) => ({
    stream: { name: stream },
    sync_mode: 'full_refresh',
    destination_sync_mode: 'overwrite',
  }));
  // What is looked up comes once, before the records, and is few beside them.
  const copies = Math.ceil(A_PASS / texts.length);
  const again = Array.from({ length: copies }, () => texts).flat();
  const text = Buffer.from([...new Set(first), ...again].map((line) => `${line}\n`).join(''));
  return {
    texts,
    records: again.length,
    pass: async () => {
      let rows = 0;
      class Counting extends parts.Logger {
        override write(message: { readonly type: string }): void {
          if (message.type === 'RECORD' && JSON.stringify(message) !== '') rows += 1;
        }
      }
      const destination = new parts.Destination(new Counting());
      const config = { dry_run: true, log_records: true, invalid_record_strategy: 'SKIP' };
      const input = Readable.from([text]);
      for await (const _ of destination.write(config, {}, { streams }, input, true));
      return { rows, refused: 0 };
    },
  };
}
