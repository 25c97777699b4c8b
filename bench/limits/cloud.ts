import { RunReport } from '../../shared/contract/run.ts';
import { readBudget } from '../../shared/pipeline/budget-row.ts';
import { runId } from '../../shared/pipeline/plan.ts';
import type { Question, Reply, VendorPort } from '../../shared/pipeline/ports.ts';
import { isOpen, readHead } from '../../shared/pipeline/run-head.ts';
import { github } from '../../shared/plugins/github/plugin.ts';
import { seeded } from '../../test/simulation/chance.ts';
import { randomFaults } from '../../test/simulation/faults.ts';
import { type Launch, makeMachine } from '../../test/simulation/machine.ts';
import { type Ports, portsOf } from '../../test/simulation/ports.ts';
import { type Call, type Process, start } from '../../test/simulation/process.ts';
import { makeQueues } from '../../test/simulation/queues.ts';
import { timeline } from '../../test/simulation/timeline.ts';
import { type MemoryTable, memoryObjects, memoryTable } from '../../test/support/memory-ports.ts';
import { githubMock, type Seen } from './github-mock.ts';

/** One play of the real pipeline against the limits. */
export interface CloudProps {
  readonly seed: number;
  /** Requests that each run needs. */
  readonly requests: readonly number[];
  readonly factor: number;
  readonly tokens: number;
  /** A collect worker is killed at about this time, in seconds. */
  readonly killAt?: number;
  /** The chance of a call to fail, while messages are lost, doubled and late, for some minutes. */
  readonly storm?: number;
  /** A bug that is brought in on purpose: changes the ports of a process. */
  readonly sabotage?: (ports: Ports, process: string) => Ports;
}

/** What came of it. Times are seconds since the first run was asked for. */
export interface Played {
  readonly seen: Seen;
  /** To the last page. */
  readonly seconds: number;
  /** From the first page of a list to the last page. */
  readonly collecting: number;
  readonly lost: number;
  /** Pages that reports name as dead: what is lost beyond them was dropped silently. */
  readonly reported: number;
  readonly states: readonly string[];
  /** Collect workers that lived at some moment while nothing could be sent for a minute and longer, at most. */
  readonly idleWorkers: number;
  /** Calls of `dispatch` in a minute in which nothing could be sent, at most, of one run. */
  readonly idleLooks: number;
  readonly killed: boolean;
  /** Requests of a worker that was not the one that spends the token then. */
  readonly strangers: number;
  /** Requests while the token's budget said to wait. */
  readonly warned: number;
}

const BEGIN = Date.UTC(2026, 2, 1);
const A_MINUTE = 60_000;
/** Virtual hours after which a run that has not ended is stuck. */
const HORIZON = 24 * 3_600_000;
/** A storm lasts so long, then everything works. */
const STORM = 10 * A_MINUTE;
/** Requests of a run beside the pages between the edges of its list: the repository, and both edges once more. */
const BESIDE = 3;

/** Plays runs in a cloud of virtual time: the machine, the queues and the functions of the simulation, and GitHub's limits. */
export async function playCloud(props: CloudProps): Promise<Played> {
  const chance = seeded(props.seed);
  const time = timeline(BEGIN, chance);
  const repositories = props.requests.map((requests) => Math.max(1, requests - BESIDE));
  const mock = githubMock(chance, { repositories, factor: props.factor, now: time.now });
  const [control, domain, objects] = [memoryTable(), memoryTable(), memoryObjects()];
  const counter = { calls: 0, processes: 0, endedByError: 0 };
  const tokens = Array.from({ length: props.tokens }, (_, i) => `token-${i}`);
  const sentAt: number[] = [];
  const lives: { name: string; from: number; to: number }[] = [];
  const counts = { strangers: 0, warned: 0 };
  let killed = false;

  const faultChance = seeded(props.seed ^ 0x5bd1e995);
  const storm = props.storm ?? 0;
  const stormy = storm > 0 ? randomFaults(storm) : undefined;
  const faultOf = (call: Call) => {
    const { process, what } = call;
    if (stormy && time.now() < BEGIN + STORM) return stormy(call, faultChance);
    if (killed || props.killAt === undefined || time.now() < BEGIN + props.killAt * 1000) return undefined;
    if (!process.startsWith('collect') || what !== 'vendor.ask') return undefined;
    killed = true;
    return 'crash before' as const;
  };
  const vendorOf = (process: Process): VendorPort => ({
    tokens: async () => tokens,
    ask: async (question: Question): Promise<Reply> => {
      const exchange = mock.send(question, time.now());
      // A plan's question about a scope is nobody's turn.
      if (process.name.startsWith('collect'))
        void readBudget(control, 'github/github', question.token).then((row) => {
          if (row.grant?.by !== process.name) counts.strangers += 1;
          if (time.now() < row.blockedUntil) counts.warned += 1;
        });
      sentAt.push(time.now());
      const failure = (reason: string): Reply => ({ verdict: { kind: 'transient', reason } });
      let back: ReturnType<typeof exchange.arrive> | undefined;
      await process.call({
        what: 'vendor.ask',
        takes: 1,
        after: exchange.there,
        steps: [
          async () => {
            back = exchange.arrive(time.now());
          },
        ],
        answer: () => undefined,
      });
      let reply = failure('nothing came back');
      await process.call({
        what: 'vendor.answer',
        takes: 1,
        after: back?.lasts ?? 0,
        steps: [
          async () => {
            if (back) reply = back.answer(time.now());
          },
        ],
        answer: () => exchange.heard(time.now()),
      });
      return reply;
    },
  });
  const launch: Launch = async (name, seconds, work) => {
    counter.processes += 1;
    const life = { name, from: time.now(), to: Number.POSITIVE_INFINITY };
    lives.push(life);
    const outcome = await start(
      { time, chance, faultOf, log: () => {}, counter },
      {
        name: `${name}-${counter.processes}`,
        seconds,
        work: (process) => {
          const behind = { time, chance, control, domain, objects, plugins: new Map([['github', github]]) };
          const vendor = { answer: () => ({ verdict: { kind: 'transient' as const, reason: 'not used' } }) };
          const made = portsOf(process, {
            ...behind,
            vendor: { ...vendor, tokens: new Set(tokens) },
            onAsk: () => {},
            send: queues.send,
            machine: machine.start,
          });
          const ports = { ...made, vendor: vendorOf(process) };
          return work(props.sabotage?.(ports, process.name) ?? ports, process);
        },
      },
    );
    life.to = time.now();
    return outcome;
  };
  const calm = { time, chance, launch, log: () => {}, isFaulty: () => storm > 0 && time.now() < BEGIN + STORM };
  const messages = { lost: 0.03, doubled: 0.05, late: 0.05 };
  const queues = makeQueues({ ...calm, workerSeconds: 300, messages });
  const machine = makeMachine({ ...calm, steps: undefined, loops: undefined, isSweeping: () => true });

  // Whoever watches over the machine once it has failed may fail, too: that one comes again.
  machine.sweepFromNowOn();
  const runs = repositories.map((_, i) => {
    const trigger = { kind: 'request' as const, key: `bench ${i}` };
    const run = runId(trigger);
    machine.start(run, 0, { trigger, scopes: [`github:bench/r${i}`], options: { streams: ['issues'] } });
    return run;
  });
  const hasEnded = async (): Promise<boolean> => {
    const heads = await Promise.all(runs.map((run) => readHead(control, run).catch(() => undefined)));
    return heads.every((head) => head !== undefined && !isOpen(head));
  };
  let isOver = false;
  const watch = async (): Promise<void> => {
    while (!(await hasEnded())) await time.sleep(5_000);
    isOver = true;
  };
  void watch();
  await time.pass(() => isOver, BEGIN + HORIZON);

  const heads = await Promise.all(runs.map((run) => readHead(control, run)));
  const issues = domain.rows().filter(({ pk, deleted }) => pk.startsWith('issues|') && deleted !== true).length;
  const wanted = repositories.reduce((sum, pages) => sum + pages, 0);
  const listed = sentAt[repositories.length] ?? BEGIN;
  return {
    seen: mock.seen,
    seconds: (mock.seen.lastPageAt - BEGIN) / 1000,
    collecting: (mock.seen.lastPageAt - listed) / 1000,
    lost: wanted - issues,
    reported: reportedDead(control),
    states: heads.map(({ state }) => state),
    ...idleness(sentAt, lives, props.requests.length),
    killed,
    ...counts,
  };
}

/** Requests that reports count as dead. */
const reportedDead = (control: MemoryTable): number =>
  control
    .rows()
    .filter(({ sk }) => sk === 'report')
    .map((row) => RunReport.parse(row))
    .reduce((sum, { totals }) => sum + totals.stages.collect.dead, 0);

/** Looks at the times in which nothing was sent: what lived from a minute after their beginning on to shortly before their end. */
function idleness(
  sentAt: readonly number[],
  lives: readonly { readonly name: string; readonly from: number; readonly to: number }[],
  runs: number,
): Pick<Played, 'idleWorkers' | 'idleLooks'> {
  let [idleWorkers, idleLooks] = [0, 0];
  for (const [i, at] of sentAt.entries()) {
    const next = sentAt[i + 1] ?? at;
    const [from, to] = [at + A_MINUTE, next - A_MINUTE];
    if (to <= from) continue;
    const during = (name: string) => lives.filter((life) => life.name === name && life.to > from && life.from < to);
    idleWorkers = Math.max(idleWorkers, during('collect').length);
    idleLooks = Math.max(idleLooks, during('dispatch').length / ((to - from) / A_MINUTE) / runs);
  }
  return { idleWorkers, idleLooks };
}
