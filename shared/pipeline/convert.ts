import type { Grant } from '../contract/message.ts';
import { places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import type { ToolLine } from '../contract/stored.ts';
import type { WorkItem } from '../contract/work-item.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import { type Applied, apply, type Derived, noneApplied, sumApplied } from './apply.ts';
import type { Invocation } from './collect.ts';
import { dependants } from './dependants.ts';
import { derive } from './derive.ts';
import { noteOtherConversion } from './derive-again.ts';
import { enrich } from './enrich.ts';
import { quarantine, type Refused } from './extract.ts';
import { factOf, type Tell } from './fact.ts';
import { storeLarge } from './large-bodies.ts';
import { claim, commit } from './ledger.ts';
import { noteMixed } from './mixed-derivation.ts';
import { orRelease } from './or-release.ts';
import type { ClockPort, ObjectPort, PublishPort, TablePort } from './ports.ts';
import { publish } from './publish.ts';
import { readHead } from './run-head.ts';
import { derivationOf, type OpenScope, scopeCache } from './scopes.ts';
import { readTool } from './segment.ts';
import { tellMissing } from './tell-missing.ts';
import { addStages, plannedBy } from './totals.ts';
import { markingDomain } from './unpublished.ts';

/** What convert works with. */
export interface ConvertPorts {
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly table: TablePort;
  readonly domain: TablePort;
  readonly objects: ObjectPort;
  /** Where there is one, what is changed is marked to be published. */
  readonly lake?: PublishPort;
  readonly clock: ClockPort;
  readonly tell?: Tell;
  /** Told by a runtime that knows whether the process of an open run is gone. */
  readonly isDead?: (head: RunHead) => boolean;
}

/** Tool records whose domain records are read and written together. */
const A_BATCH = 500;

/** Worker on the convert queue: a stretch of one stream of one scope, whose batch writes are exclusive. */
export async function convert(given: ConvertPorts, grant: Grant, invocation: Invocation): Promise<void> {
  const head = await readHead(given.table, grant.run);
  if (head.endedAt !== null || head.canceledAt !== null) return;
  const ports = given.lake ? { ...given, domain: markingDomain(given.domain, given.table, grant.run) } : given;
  const items = await claim(ports.table, ports.clock, grant, { id: invocation.id, until: invocation.claimUntil });
  const scopes = scopeCache(ports.plugins, ports.table);
  // Interrupted ones first: what they left half written is settled before a later observation is compared with it.
  for (const item of [...items].sort((a, b) => b.attempts - a.attempts))
    await orRelease(ports, item, async () => {
      if (item.work.kind === 'enrich') return enrich(ports, item, invocation);
      if (item.work.kind === 'publish') return publish(ports, item, invocation);
      const scope = await scopes(item.scope);
      await noteMixed(ports.table, head, scope);
      await (item.work.kind === 'expand' ? tellMissing(ports, head, scope, item) : convertObject(ports, scope, item));
    });
}

async function convertObject(ports: ConvertPorts, scope: OpenScope, item: WorkItem): Promise<void> {
  if (item.work.kind !== 'convert') return;
  const began = ports.clock.now();
  const { stream, bound } = scope.stream(item.stream);
  const { head: made, lines } = readTool(await ports.objects.get(item.work.tool));
  const { tool } = item.work;
  let touching: Promise<void> | undefined;
  const touch = (): Promise<void> => {
    touching ??= ports.table.writeMany([places.touched(item.scope, item.run)]);
    return touching;
  };
  const context = { run: item.run, scope, stream: stream.name, derivation: derivationOf(scope, stream), tool, touch };
  // A record that an attempt may have left half written, here or in a run before, is written anew, not only compared.
  const left = await ports.table.query(places.left(item.scope), { limit: 1 });
  const interrupted = item.attempts > 1 || left.items.length > 0;
  let applied: Applied = noneApplied;
  const refused: Refused[] = [];
  for (let from = 0; from < lines.length; from += A_BATCH) {
    const batch = lines.slice(from, from + A_BATCH);
    const derived = await derive(ports.domain, { scope, stream, bound }, batch);
    refused.push(...derived.flatMap((of) => ('refused' in of ? [{ raw: of.line.raw, reason: of.refused }] : [])));
    const good = derived.flatMap((of): Derived[] => ('refused' in of ? [] : [of]));
    const stored = await storeLarge(ports.objects, scope.record.key, good);
    applied = sumApplied(applied, await apply(ports.domain, context, stored, interrupted));
  }
  let quarantined = 0;
  for (const [segment, of] of Map.groupBy(segmentsOf(lines, refused), ({ segment }) => segment))
    quarantined += await quarantine(
      ports.table,
      item,
      segment,
      'convert',
      of.flatMap(({ refused: one }) => (one ? [one] : [])),
    );
  const [line] = lines;
  const { derivation: convertedUnder } = context;
  if (line) {
    const object = { tool, segment: segmentOf(line.raw), madeUnder: made.derivation, convertedUnder };
    await noteOtherConversion(ports.table, scope, object);
  }
  const { changed, ...counts } = applied;
  const successors = await dependants(ports.domain, scope, item, changed);
  const outcome = await commit(ports.table, item, {
    done: {
      scope: item.scope,
      stream: item.stream,
      counts: { ...counts, quarantined, milliseconds: ports.clock.now() - began },
      stages: addStages(plannedBy(successors), { convert: { done: 1 } }),
    },
    successors,
  });
  const sums = { ...counts, quarantined };
  ports.tell?.(factOf(item, outcome === 'done' ? 'tool object converted' : 'claim lost', { tool, ...sums }));
}

const segmentOf = (raw: string): string => raw.slice(0, raw.indexOf('#'));

/** Every segment that a tool object was made of, with what was refused of it. */
function segmentsOf(lines: readonly ToolLine[], refused: readonly Refused[]) {
  const all = new Set(lines.map(({ raw }) => segmentOf(raw)));
  return [
    ...[...all].map((segment): { segment: string; refused?: Refused } => ({ segment })),
    ...refused.map((one) => ({ segment: segmentOf(one.raw), refused: one })),
  ];
}
