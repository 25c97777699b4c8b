import type { Grant } from '../contract/message.ts';
import { places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import { type RawPage, ScopeRecord, type ToolLine } from '../contract/stored.ts';
import type { WorkItem } from '../contract/work-item.ts';
import { parseJson } from '../plugin-sdk/json.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import type { Again, BoundStream, Child } from '../plugin-sdk/stream.ts';
import type { Invocation } from './collect.ts';
import { toValue } from './deep-json.ts';
import { expand } from './expand.ts';
import { factOf, type Tell } from './fact.ts';
import { digest } from './identity.ts';
import { claim, commit, type Done, makeItem } from './ledger.ts';
import { noteMixed } from './mixed-derivation.ts';
import { orRelease } from './or-release.ts';
import type { ClockPort, Item, ObjectPort, TablePort, Write } from './ports.ts';
import { rememberUnfinished } from './remember-unfinished.ts';
import { baseUrlOf, readHead } from './run-head.ts';
import { changeScope, convertRank, derivationOf, type OpenScope, scopeCache } from './scopes.ts';
import { readSegment } from './segment.ts';
import { storeLines } from './store-lines.ts';
import { isGone, openPage } from './stored-page.ts';
import { mentionsOf } from './successors.ts';
import { addStages, plannedBy } from './totals.ts';

/** What extract works with. */
export interface ExtractPorts {
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly table: TablePort;
  readonly objects: ObjectPort;
  readonly clock: ClockPort;
  readonly tell?: Tell;
}

/** Worker on the extract queue: raw segment in, tool object out; and planning that is too much for one commit. */
export async function extract(ports: ExtractPorts, grant: Grant, invocation: Invocation): Promise<void> {
  const head = await readHead(ports.table, grant.run);
  if (head.endedAt !== null || head.canceledAt !== null) return;
  const items = await claim(ports.table, ports.clock, grant, { id: invocation.id, until: invocation.claimUntil });
  const scopes = scopeCache(ports.plugins, ports.table);
  const failures: unknown[] = [];
  for (const item of items) {
    const work = async () => {
      const scope = await scopes(item.scope);
      await noteMixed(ports.table, head, scope);
      await (item.work.kind === 'expand' ? expand(ports, head, scope, item) : extractSegment(ports, head, scope, item));
    };
    // Those that were granted beside one that fails are claimed, too: they are not made to wait for the claim's end.
    await orRelease(ports, item, work).catch((cause: unknown) => failures.push(cause));
  }
  if (failures.length > 0) throw failures[0];
}

/** What is kept of a page: pages are large, and a segment holds many. */
interface Read {
  readonly received: number;
  readonly seenAt: string;
  /** Tool records, as the lines that will be stored. */
  readonly lines: readonly string[];
  readonly rejected: readonly Refused[];
  readonly children: readonly Child[];
  readonly again: readonly Again[];
}

function readPage(bound: BoundStream, page: RawPage, place: string, baseUrl: string): Read {
  const { missing } = page.request;
  if (missing && isGone(page.status)) return goneRead(page, missing, place);
  const open = bound.open(openPage(page, baseUrl));
  const { records, rejected } = open.extract();
  const again = page.request.again === undefined ? {} : { again: true as const };
  return {
    received: open.received,
    seenAt: page.fetchedAt,
    lines: records.map(({ key, version, data, item }) => {
      const line: ToolLine = {
        key,
        version,
        observedAt: page.fetchedAt,
        raw: `${place}#${item}`,
        ...again,
        data,
      };
      return JSON.stringify(line);
    }),
    rejected: rejected.map(({ item, reason }) => ({ raw: `${place}#${item}`, reason })),
    children: open.children(),
    again: open.again(),
  };
}

/** The vendor was asked for one record, and has it no more. */
function goneRead(page: RawPage, { key, version }: { key: string; version: string }, place: string): Read {
  const observedAt = page.fetchedAt;
  const line: ToolLine = { key, version, observedAt, raw: `${place}#0`, gone: true, data: null };
  return { received: 0, seenAt: observedAt, lines: [JSON.stringify(line)], rejected: [], children: [], again: [] };
}

async function extractSegment(ports: ExtractPorts, head: RunHead, scope: OpenScope, item: WorkItem): Promise<void> {
  if (item.work.kind !== 'extract') return;
  const { segment } = item.work;
  const { table, objects } = ports;
  const began = ports.clock.now();
  const { stream, bound } = scope.stream(item.stream);
  const pages = readSegment(await objects.get(segment));
  const baseUrl = baseUrlOf(head, item);
  const read = pages.map((page, line) => readPage(bound, page, `${segment}#${line}`, baseUrl));
  const lines = read.flatMap((of) => of.lines);
  const mentions = mentionsOf(
    scope,
    read.flatMap(({ children }) => children),
  );
  const derivation = derivationOf(scope, stream);
  const tool =
    lines.length > 0 || Object.keys(mentions).length > 0
      ? await storeLines(objects, 'tool', item, [{ mentions, derivation }, ...lines])
      : undefined;
  const rejected = read.flatMap((of) => of.rejected);
  const quarantined = await quarantine(table, item, segment, 'extract', rejected);
  await rememberUnfinished(table, item, read);
  if (item.stream === scope.plugin.scope?.stream) await rescope(table, scope, pages, lines.length);
  const lane = { run: item.run, connection: item.connection, scope: item.scope, stream: item.stream };
  const converts =
    tool !== undefined && lines.length > 0
      ? [makeItem({ ...lane, rank: convertRank(scope, stream), work: { kind: 'convert', tool } })]
      : [];
  const done: Done = {
    scope: item.scope,
    stream: item.stream,
    counts: {
      records: read.reduce((sum, { received }) => sum + received, 0),
      quarantined,
      milliseconds: ports.clock.now() - began,
    },
    stages: addStages(plannedBy(converts), { extract: { done: 1 } }),
  };
  // Named by the segment: extracting it again replaces what was made of it before.
  const place = { pk: places.tools(item.scope), sk: digest(segment) };
  const { stream: of, run } = item;
  const index: Write =
    tool === undefined
      ? { kind: 'delete', place }
      : { kind: 'put', item: { ...place, tool, segment, stream: of, run, records: lines.length, derivation } };
  const mentioned: readonly Write[] =
    tool !== undefined && Object.keys(mentions).length > 0
      ? [{ kind: 'put', item: { pk: places.mentions(run, item.scope), sk: item.id, tool } }]
      : [];
  const outcome = await commit(table, item, { done, successors: converts, also: [index, ...mentioned] });
  const { records } = done.counts;
  ports.tell?.(
    factOf(item, outcome === 'done' ? 'segment extracted' : 'claim lost', { segment, tool, records, quarantined }),
  );
}

/** What could not be read or mapped, with where its bytes are and the reason. */
export interface Refused {
  readonly raw: string;
  readonly reason: string;
}

/**
 * Puts what a stage refused of a segment into quarantine, and takes out what it refused before and does no more. Rows
 * are named by the record, so doing it twice changes nothing. Answers how many this run has put there: what was there
 * before was reported by the run that found it.
 */
export async function quarantine(
  table: TablePort,
  item: WorkItem,
  segment: string,
  stage: 'extract' | 'convert',
  refused: readonly Refused[],
): Promise<number> {
  const pk = places.quarantine(item.scope);
  const prefix = `${stage}#${segment}#`;
  const before = new Map<string, string>();
  for (let after: string | undefined; ; ) {
    const page = await table.query(pk, { prefix, ...(after !== undefined && { after }) });
    for (const { sk, run } of page.items) before.set(sk, String(run));
    after = page.last;
    if (after === undefined) break;
  }
  const rows = new Map(
    refused.map(({ raw, reason }): [string, Item] => {
      const sk = `${stage}#${raw}`;
      return [sk, { pk, sk, stream: item.stream, stage, raw, reason, run: before.get(sk) ?? item.run, segment }];
    }),
  );
  const gone = [...before.keys()].filter((sk) => !rows.has(sk)).map((sk) => ({ pk, sk }));
  if (rows.size + gone.length > 0) await table.writeMany([...rows.values()], gone);
  return [...rows.values()].filter(({ run }) => run === item.run).length;
}

/**
 * A scope that was renamed, or described otherwise, is asked for under its new name from the next run on. A page of long
 * ago that is extracted again does not give it its old name back.
 */
async function rescope(table: TablePort, scope: OpenScope, pages: readonly RawPage[], records: number): Promise<void> {
  const { plugin, record } = scope;
  const latest = pages.toSorted((a, b) => (a.fetchedAt < b.fetchedAt ? -1 : 1)).at(-1);
  if (!latest || records === 0 || !plugin.scope) return;
  const { complete } = plugin.scope;
  const found = plugin.scope.read(parseJson(latest.body));
  const { id, name } = found;
  if (id !== record.id) return;
  const dataOf = (before: unknown) =>
    ScopeRecord.shape.data.parse(toValue((complete?.keep(found, before) ?? found).data));
  const alias = { ...places.alias(record.plugin, record.connection, name), scope: record.key };
  await changeScope(
    table,
    record.key,
    (before) =>
      latest.fetchedAt <= before.describedAt
        ? undefined
        : { ...before, name, data: dataOf(before.data), describedAt: latest.fetchedAt },
    [{ kind: 'put', item: alias }],
  );
}
