import type { RunRequest } from '../../shared/contract/run.ts';
import { lakeOf } from '../../shared/lake/lake-of.ts';
import type { EnrichLimits } from '../../shared/pipeline/enrich.ts';
import type {
  ChancePort,
  ClockPort,
  Item,
  MachinePort,
  ObjectPort,
  Place,
  PublishPort,
  Question,
  QueueName,
  QueuePort,
  Reply,
  TablePort,
  VendorPort,
} from '../../shared/pipeline/ports.ts';
import type { Plugin } from '../../shared/plugin-sdk/plugin.ts';
import type { Chance } from './chance.ts';
import type { Process } from './process.ts';
import type { Timeline } from './timeline.ts';
import type { Vendor } from './vendor.ts';

/** What a use case may need, all of it. */
export interface Ports {
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly table: TablePort;
  readonly domain: TablePort;
  readonly objects: ObjectPort;
  readonly queues: QueuePort;
  readonly vendor: VendorPort;
  readonly machine: MachinePort;
  readonly clock: ClockPort;
  readonly chance: ChancePort;
  readonly lake?: PublishPort;
  readonly publishes?: boolean;
  readonly limits?: EnrichLimits;
}

/** What lies behind the ports. */
export interface Behind {
  readonly time: Timeline;
  readonly chance: Chance;
  readonly control: TablePort;
  readonly domain: TablePort;
  readonly objects: ObjectPort;
  readonly vendor: Pick<Vendor, 'answer' | 'tokens'>;
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly onAsk: (question: Question) => void;
  readonly send: (queue: QueueName, text: string) => void;
  readonly machine: (run: string, generation: number, input: RunRequest | undefined) => void;
}

/** Milliseconds of one call, at most. */
const TAKES = { table: 16, objects: 60, queue: 20, vendor: 400, machine: 60 } as const;
/** Rows that a batch reads or writes in one step: small, so that batches are not one. */
const ROWS_A_STEP = 7;

/** The ports of one process: each call is an event, whose end the seed decides. */
export function portsOf(process: Process, behind: Behind): Ports {
  const { time, chance, vendor } = behind;
  return {
    plugins: behind.plugins,
    table: tableOf(process, 'table', behind.control),
    domain: tableOf(process, 'domain', behind.domain),
    objects: {
      put: (key, body) =>
        process.call({
          what: 'objects.put',
          note: key,
          writes: true,
          repeatable: true,
          takes: TAKES.objects,
          ...single(() => behind.objects.put(key, body)),
        }),
      get: (key) =>
        process.call({
          what: 'objects.get',
          note: key,
          takes: TAKES.objects,
          ...single(() => behind.objects.get(key)),
        }),
      list: behind.objects.list,
    },
    queues: {
      send: (queue, messages) =>
        process.call({
          what: 'queue.send',
          note: queue,
          writes: true,
          repeatable: true,
          takes: TAKES.queue,
          steps: [
            async () => {
              for (const message of messages) behind.send(queue, JSON.stringify(message));
            },
          ],
          answer: () => undefined,
        }),
    },
    vendor: {
      ask: (question) => {
        behind.onAsk(question);
        return process.call<Reply>({
          what: 'vendor.ask',
          failure: (reason) => ({ verdict: { kind: 'transient', reason } }),
          note: question.request.target,
          repeatable: true,
          takes: TAKES.vendor,
          ...single(async () => vendor.answer(question)),
        });
      },
      tokens: async () => [...vendor.tokens],
    },
    machine: {
      start: (run, generation, input) =>
        process.call({
          what: 'machine.start',
          note: `${run} ${generation}`,
          writes: true,
          repeatable: true,
          takes: TAKES.machine,
          ...single(async () => behind.machine(run, generation, input)),
        }),
    },
    clock: {
      now: time.now,
      sleep: (milliseconds) =>
        process.call({
          what: 'clock.sleep',
          takes: 1,
          after: milliseconds,
          steps: [async () => {}],
          answer: () => undefined,
        }),
    },
    chance: { next: chance.next },
  };
}

/** Tables of the lake: few, as who publishes a scope for the first time looks for rows of each. */
export const lakeTables = ['issues', 'incidents', 'accounts'];
/** Rows of a file: few, so that what is published is in several, and goes on in another call. */
const FILE_ROWS = 2;

/** Ports that publish, by way of whatever else they are. */
export const withLake = (ports: Ports): Ports => {
  const lake = lakeOf({ ...ports, lake: ports.objects, fileRows: FILE_ROWS, only: lakeTables });
  return { ...ports, lake, publishes: true };
};

function single<T>(act: () => Promise<T>) {
  let result: { value: T } | undefined;
  return {
    steps: [
      async () => {
        result = { value: await act() };
      },
    ],
    answer: (): T => {
      if (!result) throw new TypeError('a call answered before it took effect');
      return result.value;
    },
  };
}

function tableOf(process: Process, name: string, table: TablePort): TablePort {
  const takes = TAKES.table;
  return {
    get: (place) =>
      process.call({ what: `${name}.get`, note: `${place.pk} ${place.sk}`, takes, ...single(() => table.get(place)) }),
    getMany: (places) => {
      const found: Item[] = [];
      const steps = pieces(places).map((some) => async () => {
        found.push(...(await table.getMany(some)));
      });
      return process.call({ what: `${name}.getMany`, note: `${places.length}`, takes, steps, answer: () => found });
    },
    query: (pk, range) =>
      process.call({ what: `${name}.query`, note: pk, takes, ...single(() => table.query(pk, range)) }),
    transact: (writes) => {
      const first = writes[0];
      const place = first && ('item' in first ? first.item : first.place);
      const note = `${writes.length} ${place?.pk} ${place?.sk}`;
      return process.call({
        what: `${name}.transact`,
        note,
        writes: true,
        takes,
        ...single(() => table.transact(writes)),
      });
    },
    writeMany: (puts, deletes = []) => {
      const writes = [...puts.map((item) => ({ item })), ...deletes.map((place) => ({ place }))];
      const steps = pieces(writes).map(
        (some) => () =>
          table.writeMany(
            some.flatMap((write): Item[] => ('item' in write ? [write.item] : [])),
            some.flatMap((write): Place[] => ('place' in write ? [write.place] : [])),
          ),
      );
      return process.call({
        what: `${name}.writeMany`,
        note: `${writes.length} ${(puts[0] ?? deletes[0])?.pk}`,
        writes: true,
        repeatable: true,
        takes,
        steps: steps.length > 0 ? steps : [async () => {}],
        answer: () => undefined,
      });
    },
    scan: table.scan,
  };
}

const pieces = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / ROWS_A_STEP) }, (_, i) =>
    all.slice(i * ROWS_A_STEP, (i + 1) * ROWS_A_STEP),
  );
