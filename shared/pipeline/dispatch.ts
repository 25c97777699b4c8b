import type { DispatchInput, RunHead } from '../contract/run.ts';
import type { PluginHead } from '../plugin-sdk/plugin.ts';
import type { Tell } from './fact.ts';
import { fold } from './fold.ts';
import { type GrantLimits, grantConnection } from './grant.ts';
import { digest } from './identity.ts';
import { isDrained } from './is-drained.ts';
import { clearItems } from './leftovers.ts';
import { planEnrich } from './plan-enrich.ts';
import { planPublish } from './plan-publish.ts';
import type { ClockPort, QueuePort, TablePort } from './ports.ts';
import { changeHead, isOpen, readHead, writeHead } from './run-head.ts';

/** What dispatch works with. */
export interface DispatchPorts {
  readonly plugins: ReadonlyMap<string, PluginHead>;
  readonly table: TablePort;
  readonly queues: QueuePort;
  readonly clock: ClockPort;
  readonly tell?: Tell;
  /** Whether workers have a lake to publish into. */
  readonly publishes?: boolean;
}

/**
 * What a tick found: nothing left to do, something moves, or nothing to do before `until` (epoch ms). `quiet`: others
 * are at work, and this tick neither took in nor sent out anything.
 */
export type Tick =
  | { readonly kind: 'drained' }
  | { readonly kind: 'moving'; readonly quiet?: boolean }
  | { readonly kind: 'wait'; readonly until: number };

/** One pass of the dispatcher: raises the tick, folds done records, grants what may be sent. */
export async function tick(ports: DispatchPorts, run: string, limits: GrantLimits): Promise<Tick> {
  const { table, clock } = ports;
  const before = await readHead(table, run);
  if (!isOpen(before)) return { kind: 'drained' };
  const head: RunHead = { ...before, tick: before.tick + 1, tickAt: clock.now() };
  if ((await table.transact([writeHead(before, head)])) === 'refused') return { kind: 'moving' };
  const folded = await foldAll(table, head);
  if (folded === 'refused') return { kind: 'moving' };
  if (head.canceledAt !== null) return endCanceled(table, clock, run);
  let quiet = folded === 'nothing';
  const queues: QueuePort = {
    send: (queue, messages) => {
      quiet = false;
      return ports.queues.send(queue, messages);
    },
  };
  const found = await Promise.all(
    head.connections.map((connection) => grantConnection({ ...ports, queues }, head, connection, limits)),
  );
  if (found.some(({ kind }) => kind === 'moving')) return { kind: 'moving', quiet };
  const waits = found.flatMap((tick) => (tick.kind === 'wait' ? [tick.until] : []));
  if (waits.length > 0) return { kind: 'wait', until: Math.min(...waits) };
  if (!(await isDrained(table, run))) return { kind: 'moving' };
  // Scopes may still come, and each is enriched once.
  if (head.state === 'planning') return { kind: 'moving' };
  if ((await planEnrich(table, head)) !== 'nothing') return { kind: 'moving' };
  if (ports.publishes && (await planPublish(table, head)) !== 'nothing') return { kind: 'moving' };
  const { drained } = await changeHead(table, run, (before) =>
    before.tick === head.tick && !before.drained ? { ...before, drained: true } : undefined,
  );
  return { kind: drained ? 'drained' : 'moving' };
}

/** A canceled run has ended when nobody holds an item and what was committed has been folded. */
async function endCanceled(table: TablePort, clock: ClockPort, run: string): Promise<Tick> {
  // What is removed here nobody can claim later, whatever message is still on its way.
  const cleared = await clearItems(table, clock, run);
  return cleared && (await isDrained(table, run)) ? { kind: 'drained' } : { kind: 'moving' };
}

async function foldAll(table: TablePort, head: RunHead): Promise<'nothing' | 'none left' | 'refused'> {
  for (let before: 'nothing' | 'none left' = 'nothing'; ; before = 'none left') {
    const outcome = await fold(table, head);
    if (outcome !== 'more') return outcome === 'nothing' ? before : outcome;
  }
}

/** What the state machine does next. */
export interface DispatchResult {
  readonly run: string;
  readonly state: 'wait' | 'finished' | 'handover';
  readonly waitSeconds: number;
  readonly nextExecutionName?: string;
}

/** How long one call of dispatch ticks, how often, and how long the machine waits at most. Milliseconds. */
const TICKING = 50_000;
const PAUSE = 1_000;
const LONGEST_WAIT = 60_000;
/** After so many quiet ticks (a worker is slow, or died and its claim lives on) the pauses grow, up to the longest. */
const QUIET_TICKS = 8;
const LONGEST_PAUSE = 5_000;

const pauseAfter = (quietTicks: number): number =>
  Math.min(LONGEST_PAUSE, PAUSE * 2 ** Math.max(0, Math.ceil((quietTicks - QUIET_TICKS) / 2)));

/** Ticks once a second while something moves, then says how long to wait before it is to be called again. */
export async function dispatch(ports: DispatchPorts, run: string, limits: GrantLimits): Promise<DispatchResult> {
  const { clock } = ports;
  const end = clock.now() + TICKING;
  for (let quietTicks = 0; ; ) {
    const found = await tick(ports, run, limits);
    if (found.kind === 'drained') return { run, state: 'finished', waitSeconds: 0 };
    quietTicks = found.kind === 'moving' && found.quiet ? quietTicks + 1 : 0;
    const wait = found.kind === 'wait' ? found.until - clock.now() : pauseAfter(quietTicks);
    if (clock.now() + Math.max(wait, PAUSE) > end)
      return { run, state: 'wait', waitSeconds: Math.ceil(Math.min(Math.max(wait, PAUSE), LONGEST_WAIT) / 1000) };
    await clock.sleep(Math.max(wait, PAUSE));
  }
}

/** As `dispatch`; before an execution's history fills, a fresh execution of the same run is to go on. */
export async function dispatchOrHandOver(
  ports: DispatchPorts,
  input: DispatchInput,
  limits: GrantLimits & { readonly loops: number },
): Promise<DispatchResult> {
  const result = await dispatch(ports, input.run, limits);
  if (result.state !== 'wait' || input.loop < limits.loops) return result;
  // Named after the execution that ends: handing over twice starts one.
  return { ...result, state: 'handover', nextExecutionName: `h-${digest(input.execution)}` };
}
