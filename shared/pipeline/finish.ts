import { places } from '../contract/places.ts';
import { DeadItem, Finding, type RunHead, RunReport, type RunState, type Totals } from '../contract/run.ts';
import { RequestRecord } from '../contract/work-item.ts';
import { HeldError } from '../errors.ts';
import { leave } from './budget.ts';
import { changeBudget } from './budget-row.ts';
import { againRow } from './bury.ts';
import { toItem } from './deep-json.ts';
import { rowsOf } from './expand.ts';
import { fold, readTotals } from './fold.ts';
import { isDrained } from './is-drained.ts';
import { releaseLease } from './lease.ts';
import { clearItems } from './leftovers.ts';
import { mixedIn } from './mixed-derivation.ts';
import type { ClockPort, TablePort, Write } from './ports.ts';
import { changeHead, isOpen, readHead } from './run-head.ts';
import { changeScope } from './scopes.ts';
import { wholeIn } from './seen.ts';

/** What finish works with. */
export interface FinishPorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
}

/** Dead items that a report names; it counts all of them. */
const NAMED_DEAD = 500;

/**
 * Ends a run: cursors, the report if absent, the leases. Each step may be repeated.
 * @throws HeldError when there is something left to do, whoever said that there is not
 */
export async function finish(ports: FinishPorts, run: string): Promise<RunReport> {
  const { table, clock } = ports;
  const head = await readHead(table, run);
  const canceled = head.canceledAt !== null;
  // The last tick removed the items of a canceled run; a claim that lives now would write after its end.
  if (isOpen(head) && canceled && !(await clearItems(table, clock, run)))
    throw new HeldError(`run "${run}" is canceled, but a worker still holds an item`);
  if (isOpen(head) && !canceled && (!head.drained || !(await isDrained(table, run))))
    throw new HeldError(`run "${run}" has not done all that there is to do: dispatch it until it is drained`);
  // Whoever took the run over may have been cut off before it kept what was left for the next one.
  if (head.state === 'superseded' && !(await clearItems(table, clock, run)))
    throw new HeldError(`run "${run}" was superseded, but a worker still holds an item`);
  // Nobody dispatches a run that was cut off: what was committed since its last tick is added up here.
  if (canceled || head.state === 'superseded') while ((await fold(table, head)) === 'more');
  const totals = await readTotals(table, run);
  const dead = await deadOf(table, run);
  const findings = await findingsOf(table, run);
  const state = isOpen(head) ? endOf(head, totals, dead, findings) : head.state;
  const isCut = canceled || state === 'superseded';
  if (isOpen(head) || isCut) for (const { key } of head.scopes) await rememberDead(table, key, dead, isCut);
  if (isOpen(head) && !canceled && head.options.from === undefined)
    for (const { key, epoch } of head.scopes) await closeScope(ports, head, { key, epoch }, totals, dead);
  // Only a run that extracted all that there is, or nothing because nothing had changed, speaks for all records.
  const isWhole = head.options.retry === undefined && head.options.from !== 'convert';
  if (isOpen(head) && !canceled && isWhole) await rememberDerivation(ports, head, totals);
  const report = await writeReport(ports, head, state, totals, dead, findings);
  for (const { key, epoch } of head.scopes) await releaseLease(table, run, key, epoch);
  for (const { plugin, name, tokens } of head.connections)
    for (const token of tokens.length > 0 ? tokens : [null])
      await changeBudget(table, { connection: `${plugin}/${name}`, token }, (budget) => leave(budget, run));
  await changeHead(table, run, (before) => (isOpen(before) ? { ...before, state, endedAt: clock.now() } : undefined));
  await table.writeMany([], [places.open(run)]);
  return report;
}

async function findingsOf(table: TablePort, run: string): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for await (const row of rowsOf(table, places.findings(run))) found.push(Finding.parse(row));
  return found;
}

async function deadOf(
  table: TablePort,
  run: string,
): Promise<readonly (DeadItem & { requests: readonly RequestRecord[] })[]> {
  const found: (DeadItem & { requests: readonly RequestRecord[] })[] = [];
  for await (const row of rowsOf(table, places.dead(run)))
    found.push({ ...DeadItem.parse(row), requests: RequestRecord.array().parse(row.requests ?? []) });
  return found;
}

function endOf(head: RunHead, totals: Totals, dead: readonly DeadItem[], findings: readonly Finding[]): RunState {
  if (head.canceledAt !== null) return 'canceled';
  const streams = Object.values(totals.streams);
  const got = streams.reduce((sum, { pages, notModified, records }) => sum + pages + notModified + records, 0);
  const lost = dead.length + streams.reduce((sum, { quarantined }) => sum + quarantined, 0);
  if (head.scopes.length === 0) return 'failed';
  const isAlarm = findings.some(({ kind }) => kind === 'massDeletion');
  if (lost === 0 && head.skipped.length === 0 && !isAlarm) return 'completed';
  return got === 0 && dead.length > 0 ? 'failed' : 'completed_with_errors';
}

/**
 * What died of something passing joins the ask-again list, so that a cursor moves only over what is complete or
 * remembered. The cursors of a run that was cut off do not move: what their lists lead to will be asked for again.
 */
async function rememberDead(
  table: TablePort,
  key: string,
  dead: Awaited<ReturnType<typeof deadOf>>,
  isCut: boolean,
): Promise<void> {
  const ours = dead.filter(({ scope, kind, stage }) => scope === key && kind !== 'permanent' && stage === 'collect');
  const rows = ours.flatMap(({ stream, requests }) =>
    requests.filter(({ late }) => late || !isCut).map((request) => againRow(key, stream, request)),
  );
  // Two items may have asked for the same.
  const distinct = new Map(rows.map((row) => [row.sk, row]));
  if (distinct.size > 0) await table.writeMany([...distinct.values()]);
}

/**
 * Moves a scope's cursors to the vendor's time at the start, on condition of the epoch; a stream that was refused its
 * credential keeps its cursor.
 */
async function closeScope(
  { table }: FinishPorts,
  head: RunHead,
  scope: { key: string; epoch: number },
  totals: Totals,
  dead: Awaited<ReturnType<typeof deadOf>>,
): Promise<void> {
  const { key, epoch } = scope;
  const ours = dead.filter((item) => item.scope === key);
  const blocked = new Set(ours.filter(({ kind }) => kind === 'credential').map(({ stream }) => stream));
  // A run that tries again only what died says nothing about what is new.
  if (head.options.retry !== undefined) return;
  for (const [name, counts] of Object.entries(totals.streams)) {
    if (!name.startsWith(`${key}#`) || counts.startedAt === '') continue;
    const stream = name.slice(key.length + 1);
    if (blocked.has(stream)) continue;
    const at = new Date(counts.startedAt).toISOString();
    const { from, isWhole } = await reachOf(table, head, key, stream);
    const when = { below: { at }, orAbsent: true } as const;
    const whole: readonly Write[] = isWhole
      ? [{ kind: 'put', item: { ...places.whole(key, stream), at, begun: head.createdAt }, when }]
      : [];
    await table.transact([
      { kind: 'check', place: places.lease(key), when: { equals: { run: head.run, epoch } } },
      { kind: 'put', item: { ...places.cursor(key, stream), at, ...(from !== undefined && { from }) }, when },
      ...whole,
    ]);
  }
}

/**
 * How far back a stream has been read: from a time that a user gave for the first reading on, or everything; and whether
 * this run read it in full.
 */
async function reachOf(
  table: TablePort,
  head: RunHead,
  key: string,
  stream: string,
): Promise<{ from: string | undefined; isWhole: boolean }> {
  if (wholeIn(head, key).includes(stream)) return { from: undefined, isWhole: true };
  const before = await table.get(places.cursor(key, stream));
  const from = before ? before.from : head.options.since;
  return typeof from === 'string' ? { from, isWhole: false } : { from: undefined, isWhole: !before };
}

/** Everything of the scope is now derived under this code and mapping, if the run derived it all or nothing changed. */
async function rememberDerivation({ table }: FinishPorts, head: RunHead, totals: Totals): Promise<void> {
  if (totals.stages.extract.dead + totals.stages.convert.dead > 0) return;
  // As it was planned: a mapping that changed since is for the next run, which derives everything under it.
  for (const { key, epoch, derivation } of head.scopes) {
    if (derivation === '') continue;
    const lease = await table.get(places.lease(key));
    if (lease?.run !== head.run || lease.epoch !== epoch) continue;
    await changeScope(
      table,
      key,
      (record) =>
        record.derivation === derivation || record.derivation === mixedIn(head.run)
          ? undefined
          : { ...record, derivation },
      [{ kind: 'check', place: places.lease(key), when: { equals: { run: head.run, epoch } } }],
    );
  }
}

async function writeReport(
  { table, clock }: FinishPorts,
  head: RunHead,
  state: RunState,
  totals: Totals,
  dead: Awaited<ReturnType<typeof deadOf>>,
  findings: readonly Finding[],
): Promise<RunReport> {
  const stored = await table.get(places.report(head.run));
  if (stored) return RunReport.parse(stored);
  const report: RunReport = {
    run: head.run,
    state,
    createdAt: new Date(head.createdAt).toISOString(),
    endedAt: new Date(clock.now()).toISOString(),
    scopes: head.scopes.map(({ key, name }) => ({ key, name })),
    skipped: head.skipped,
    totals,
    failure: head.failure,
    findings: [...findings],
    dead: dead.slice(0, NAMED_DEAD).map(({ requests: _, ...item }) => ({ ...item, body: item.body.slice(0, 400) })),
  };
  const item = toItem({ ...places.report(head.run), ...report });
  const outcome = await table.transact([{ kind: 'put', item, when: { absent: true } }]);
  return outcome === 'done' ? report : RunReport.parse(await table.get(places.report(head.run)));
}
