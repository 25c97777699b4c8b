import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { s3Objects } from '../../shared/aws/s3-objects.ts';
import { sqsQueue } from '../../shared/aws/sqs-queue.ts';
import { Grant } from '../../shared/contract/message.ts';
import type { RunOptions, RunReport } from '../../shared/contract/run.ts';
import { collect } from '../../shared/pipeline/collect.ts';
import { convert } from '../../shared/pipeline/convert.ts';
import { dispatchOrHandOver } from '../../shared/pipeline/dispatch.ts';
import { extract } from '../../shared/pipeline/extract.ts';
import type { Fact } from '../../shared/pipeline/fact.ts';
import { finish } from '../../shared/pipeline/finish.ts';
import { planOrFail } from '../../shared/pipeline/plan.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { type FakeMessage, fakeAws } from './fake-aws.ts';
import type { WireItem } from './item-size.ts';
import type { Meter } from './meter.ts';
import { SCOPE, type Source } from './source.ts';
import type { VirtualTime } from './virtual-time.ts';

/** As `infra` deploys the functions; a test compares it with the template. */
export const FUNCTIONS = {
  plan: { memoryGb: 0.5, timeoutSeconds: 60, atOnce: 1 },
  dispatch: { memoryGb: 0.5, timeoutSeconds: 60, atOnce: 1 },
  finish: { memoryGb: 0.5, timeoutSeconds: 60, atOnce: 1 },
  collect: { memoryGb: 0.5, timeoutSeconds: 60, atOnce: 100 },
  extract: { memoryGb: 1, timeoutSeconds: 300, atOnce: 10 },
  convert: { memoryGb: 1, timeoutSeconds: 300, atOnce: 10 },
} as const;
type FunctionName = keyof typeof FUNCTIONS;
type Stage = 'collect' | 'extract' | 'convert';

/** The limits of `functions/dispatch.ts`. */
const LIMITS = { extracts: 50, converts: 20, loops: 2000 };
/** From a message's arrival to its invocation, milliseconds; Lambda polls all the time. */
const DELIVERY = 30;
/** Calls are aborted before the function's end, and a claim outlives it: as in `shared/lambda`. */
const [MARGIN, BEYOND] = [1_500, 30_000];
/** What Lambda writes for an invocation (START, END, REPORT), and Powertools around a fact, in bytes. */
const [INVOCATION_LOG, FACT_LOG] = [330, 420];
/** Loading a function where none is warm, billed since August 2025. Seconds; see BUNDLES.md. */
const COLD_START = 0.4;

/** Sluice as it is deployed: the state machine, the queues and the functions, over the SDK's clients. */
export interface Deployed {
  run(key: string, options?: RunOptions): Promise<RunReport>;
  readonly stored: () => { readonly rows: number; readonly bytes: number; readonly objectBytes: number };
  /** The domain records, without what Sluice keeps for itself. */
  readonly records: () => Iterable<WireItem>;
  readonly takeOwnTime: () => number;
}

/** Deploys into empty services. What is used is counted by the meter. */
export function deploy(time: VirtualTime, meter: Meter, source: Source): Deployed {
  const { clock } = time;
  const aws = fakeAws(clock, meter);
  const patience = { clock, chance: { next: () => 0.5 } };
  const table = dynamoTable({ ...patience, client: aws.dynamo, table: 'control' });
  const domain = dynamoTable({ ...patience, client: aws.dynamo, table: 'domain' });
  const objects = s3Objects({ ...patience, client: aws.s3, bucket: 'bucket' });
  const urlOf = (stage: Stage): string => `https://sqs.us-east-1.amazonaws.com/1/${stage}`;
  const urls = { collect: urlOf('collect'), extract: urlOf('extract'), convert: urlOf('convert') };
  const queues = sqsQueue({ ...patience, client: aws.sqs, urls });
  const tell = (fact: Fact): void => meter.add('log bytes', JSON.stringify(fact).length + FACT_LOG);
  const ports = { ...patience, tell, plugins, table, domain, objects, vendor: source.vendor };
  const settings = { connection: async () => ({}) };
  const failures: unknown[] = [];
  const busy = new Map<FunctionName, number>();
  const warm = new Map<FunctionName, number>();

  /** One invocation, billed for the time that it waits; its CPU is billed by what the process used in all. */
  const invoke = async <T>(name: FunctionName, work: () => Promise<T>): Promise<T> => {
    const began = clock.now();
    const running = (busy.get(name) ?? 0) + 1;
    busy.set(name, running);
    meter.add('lambda invocations');
    meter.add('log bytes', INVOCATION_LOG);
    const { memoryGb } = FUNCTIONS[name];
    if (running > (warm.get(name) ?? 0)) {
      warm.set(name, running);
      meter.add('lambda gb-seconds', COLD_START * memoryGb);
    }
    try {
      return await work();
    } finally {
      busy.set(name, (busy.get(name) ?? 1) - 1);
      const seconds = (clock.now() - began) / 1000;
      if (seconds > FUNCTIONS[name].timeoutSeconds) failures.push(new TypeError(`${name} ran for ${seconds} s`));
      meter.add('lambda gb-seconds', seconds * memoryGb);
      meter.add(`lambda seconds of ${name}`, seconds);
      meter.add(`lambda invocations of ${name}`);
    }
  };

  const waiting: Record<Stage, FakeMessage[]> = { collect: [], extract: [], convert: [] };
  const work = { collect, extract, convert };
  let messages = 0;
  const pump = (stage: Stage): void => {
    while ((busy.get(stage) ?? 0) < FUNCTIONS[stage].atOnce) {
      const message = waiting[stage].shift();
      if (!message) return;
      messages += 1;
      const id = `i-${messages}`;
      const deadline = clock.now() + FUNCTIONS[stage].timeoutSeconds * 1000 - MARGIN;
      // Received by itself, as the mapping's batch size is 1, and deleted.
      meter.add('sqs receives and deletes', 2);
      invoke(stage, () =>
        work[stage](ports, Grant.parse(JSON.parse(message.body)), { id, deadline, claimUntil: deadline + BEYOND }),
      )
        .catch((cause: unknown) => failures.push(cause))
        .finally(() => pump(stage));
    }
  };
  const stages: readonly Stage[] = ['collect', 'extract', 'convert'];
  aws.onMessage = (message) => {
    const stage = stages.find((name) => message.queue === urls[name]);
    if (!stage) throw new TypeError(`there is no queue ${message.queue}`);
    waiting[stage].push(message);
    clock.sleep(DELIVERY).then(() => pump(stage));
  };

  /** The state machine: plan, then dispatch, next and wait, and at its end finish and succeed. */
  const machine = async (key: string, options: RunOptions): Promise<RunReport> => {
    const request = { trigger: { kind: 'request' as const, key }, scopes: [SCOPE], options };
    const began = clock.now();
    meter.add('transitions');
    meter.add('traces');
    const { run } = await invoke('plan', () => planOrFail({ ...ports, settings }, request));
    for (let loop = 0; ; loop += 1) {
      meter.add('transitions', 2);
      const found = await invoke('dispatch', () =>
        dispatchOrHandOver({ ...ports, queues }, { run, loop, execution: 'e' }, LIMITS),
      );
      if (failures.length > 0) throw failures[0];
      if (found.state === 'finished') break;
      meter.add('transitions');
      await clock.sleep(found.waitSeconds * 1000);
    }
    meter.add('transitions', 2);
    const report = await invoke('finish', () => finish(ports, run));
    meter.add('run minutes', (clock.now() - began) / 60_000);
    return report;
  };

  return {
    run: (key, options = {}) => time.run(() => machine(key, options)),
    stored: () => {
      const [control, kept] = [aws.tables.stored('control'), aws.tables.stored('domain')];
      return { rows: kept.rows, bytes: control.bytes + kept.bytes, objectBytes: aws.objects().bytes };
    },
    *records() {
      for (const row of aws.tables.rows('domain')) if (!row.pk?.S?.startsWith('@')) yield row;
    },
    takeOwnTime: aws.takeOwnTime,
  };
}
