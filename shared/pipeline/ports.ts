import type { RunRequest } from '../contract/run.ts';
import type { LakePart } from '../contract/work-item.ts';
import type { Answer, Verdict } from '../plugin-sdk/answer.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import type { QuotaObservation } from '../plugin-sdk/quota.ts';
import type { RequestSpec } from '../plugin-sdk/request.ts';

/** What a row may hold: JSON, without undefined and without empty sets. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A row's place: rows of one `pk` lie together, sorted by the UTF-8 bytes of `sk`. */
export interface Place {
  readonly pk: string;
  readonly sk: string;
}

/** A row of a table. Attributes are JSON; a row is at most 400 KB. */
export interface Item extends Place {
  readonly [attribute: string]: Value;
}

/** What must hold of the stored row, all of it, for a write to happen. An absent attribute is smaller than any value. */
export type Condition =
  | { readonly absent: true }
  | {
      /** The row exists, and these attributes have these values; null means that the attribute is absent or null. */
      readonly equals?: Readonly<Record<string, string | number | boolean | null>>;
      /** These attributes are absent, null, or less than these values (numbers by value, text by UTF-8 bytes). */
      readonly below?: Readonly<Record<string, string | number>>;
      /** The row may be absent altogether. */
      readonly orAbsent?: true;
    };

/** One write of a transaction. */
export type Write =
  | { readonly kind: 'put'; readonly item: Item; readonly when?: Condition }
  | { readonly kind: 'delete'; readonly place: Place; readonly when?: Condition }
  | { readonly kind: 'check'; readonly place: Place; readonly when: Condition };

/** A part of a query's answer. */
export interface ItemPage {
  readonly items: readonly Item[];
  /** The last place read, when there is more: give it as `after`. */
  readonly last?: string;
}

/** A range of one partition: `from` ≤ sk < `to`, or sk beginning with `prefix`. */
export interface Range {
  readonly prefix?: string;
  readonly from?: string;
  readonly to?: string;
  /** Begins behind this sk. */
  readonly after?: string;
  /** Most rows to read; default: as many as one answer holds. */
  readonly limit?: number;
  readonly descending?: boolean;
}

/** A table of rows (DynamoDB's model): strongly consistent reads, conditional transactions. */
export interface TablePort {
  get(place: Place): Promise<Item | undefined>;
  /** Any number of places; absent rows are left out; the order is not kept. */
  getMany(places: readonly Place[]): Promise<readonly Item[]>;
  query(pk: string, range?: Range): Promise<ItemPage>;
  /** At most 100 writes to distinct places; all of them, or none when a condition does not hold (`refused`). */
  transact(writes: readonly Write[]): Promise<'done' | 'refused'>;
  /** Any number of unconditional puts and deletes to distinct places, not as one: repeated until all are stored. */
  writeMany(puts: readonly Item[], deletes?: readonly Place[]): Promise<void>;
  /** Every row, in no order, for exports and digests. */
  scan(): AsyncIterable<Item>;
}

/** Immutable objects by key (S3's model). */
export interface ObjectPort {
  put(key: string, body: Uint8Array): Promise<void>;
  /** @throws NotFoundError */
  get(key: string): Promise<Uint8Array>;
  /** Keys that begin with `prefix`, sorted. */
  list(prefix: string): AsyncIterable<string>;
}

/** An object as the sweeper sees it. Times are by the store's own clock, epoch milliseconds. */
export interface StoredObject {
  readonly key: string;
  /** Names these bytes under this key: whoever puts the key again makes another one. */
  readonly version: string;
  readonly putAt: number;
}

/** Objects by the time at which they were stored, for the sweeper. */
export interface StoredPort {
  /** A stretch of the keys below a prefix, in the order of their UTF-8 bytes; `last` is there when there is more. */
  list(
    prefix: string,
    range: { readonly after?: string; readonly limit: number },
  ): Promise<{ readonly objects: readonly StoredObject[]; readonly last?: string }>;
  /** Marks this version as replaced, so that it expires; doing it twice changes nothing, and a newer version stays. */
  markReplaced(object: StoredObject): Promise<void>;
}

/** A stretch of a domain table that is published as a whole: one shard of one owner's rows. */
export interface PartitionName {
  readonly table: string;
  readonly owner: string;
  readonly shard: number;
}

/** The files that SQL reads: what publishing makes of partitions of the domain table. */
export interface PublishPort {
  /** Names the shape of all files: those of another one are written again. */
  readonly shape: string;
  /** The tables that there are files of. */
  readonly tables: readonly string[];
  /** Writes a partition as it is now, or says how far it came until `isOver`; given that, it goes on there. */
  publish(
    partition: PartitionName,
    given: { readonly part?: LakePart; readonly isOver: () => boolean },
  ): Promise<{ readonly rows: number } | { readonly part: LakePart }>;
}

/** The work that messages are sent for. */
export type QueueName = 'collect' | 'extract' | 'convert';

/** Sends hints; each may be lost, doubled, late or out of order. */
export interface QueuePort {
  send(queue: QueueName, messages: readonly unknown[]): Promise<void>;
}

/** Time and waiting. */
export interface ClockPort {
  /** Epoch milliseconds. */
  now(): number;
  /** Waits; less long when `over` is aborted, so that nobody stays for what is not waited for any more. */
  sleep(milliseconds: number, over?: AbortSignal): Promise<void>;
}

/** Chance, for jitter only: never for identity. */
export interface ChancePort {
  /** From 0 (included) to 1 (not). */
  next(): number;
}

/** How to reach one vendor account. `tokens` are fingerprints of its credentials; an empty list means anonymous. */
export interface Connection {
  readonly plugin: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly tokens: readonly string[];
  /** The part of a quota that is left for people, from 0 to 1. */
  readonly share: number;
}

/** What a stored page can be compared with. */
export interface Validator {
  readonly etag?: string;
  readonly lastModified?: string;
  /** Of the body: a page that is sent again as it was is `unchanged`, too, whatever its status. */
  readonly sha256?: string;
}

/** One question to a vendor. */
export interface Question {
  readonly plugin: Plugin;
  readonly connection: Connection;
  /** The fingerprint of the credential to use; null for none. */
  readonly token: string | null;
  readonly request: RequestSpec;
  readonly validator?: Validator;
  /** Epoch milliseconds at which the call is aborted, so that nothing of it lands later. */
  readonly deadline: number;
}

/** What came of it: never an exception for what a vendor or a network does. */
export interface Reply {
  readonly verdict: Verdict;
  /** With every secret masked; absent when nothing arrived. */
  readonly answer?: Answer;
  /** A page's body, parsed without loss; present with the verdict `page`. */
  readonly json?: unknown;
  readonly observed?: QuotaObservation;
  /** The vendor's clock at the answer (its `Date` header), ISO 8601 UTC. */
  readonly date?: string;
  /** The target that the vendor says this request has moved to for good (301, 308), below the base URL. */
  readonly movedTo?: string;
}

/** The only way out: asks vendors. */
export interface VendorPort {
  ask(question: Question): Promise<Reply>;
  /** Fingerprints of the credentials that the connection has now; empty: none. */
  tokens(connection: Pick<Connection, 'plugin' | 'name'>): Promise<readonly string[]>;
}

/** Keeps the heart beating: starts the machine for a run, or does nothing when that generation was started already. */
export interface MachinePort {
  /** `input` plans a new run; without it the machine goes on with a planned one. */
  start(run: string, generation: number, input?: RunRequest): Promise<void>;
}

/** A schedule that starts a blueprint's runs where something else than Sluice's own process looks at the clock. */
export interface StartSchedule {
  readonly blueprint: string;
  /** Six fields, as EventBridge Scheduler takes them: `cron(0 3 * * ? *)`, on the clock of the zone. */
  readonly expression: string;
  readonly zone: string;
  readonly isEnabled: boolean;
  /** How long a start that could not be made is tried. */
  readonly trySeconds: number;
  /** What is started; its trigger's `scheduledAt` is what the scheduler puts the time in the place of. */
  readonly request: RunRequest;
}

/** Schedules by the blueprint's name. Those that somebody else made (a deployment, of `cdk.json`) are left alone. */
export interface SchedulePort {
  /** Stands for the scheduled time in a request. */
  readonly timeMark: string;
  isForeign(blueprint: string): Promise<boolean>;
  /** Makes it so; what is so already is not touched. */
  put(schedule: StartSchedule): Promise<void>;
  /** It is not there afterwards. */
  remove(blueprint: string): Promise<void>;
}

/** What an operator set for a connection, besides its credentials. */
export interface ConnectionSettings {
  readonly baseUrl?: string;
  readonly share?: number;
}

/** Knows the connections that were set up. */
export interface SettingsPort {
  connection(plugin: string, name: string): Promise<ConnectionSettings>;
}
