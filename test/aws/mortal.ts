import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { pick } from '../support/github/seeded.ts';

/**
 * Loaded before MiniStack's Lambda worker (`--import`), so that no bundle knows of it. While the file that SLUICE_MORTAL
 * names is there, one in so many invocations of a run's functions is killed with SIGKILL: at one of its calls to AWS, before it is sent or when
 * it has been answered, or at the latest when the invocation would answer. Which ones follows from the seed.
 */
const { SLUICE_MORTAL = '', AWS_LAMBDA_FUNCTION_NAME = '' } = process.env;
/** Calls to AWS among which a doomed invocation dies. */
const CALLS = 16;
/** These serve people, who ask again. */
const isOfRun = !/api|authorize/.test(AWS_LAMBDA_FUNCTION_NAME);

interface Fate {
  readonly call: number;
  readonly when: 'before' | 'after';
}

let isReady = false;
let invocations = 0;
let calls = 0;
let fate: Fate | 'lives' | undefined;

/** The fate of this invocation: the invocations of all functions are numbered in the order in which they began. */
function drawFate(): Fate | 'lives' {
  if (!isOfRun || !existsSync(SLUICE_MORTAL)) return 'lives';
  const { seed, oneIn }: { seed: string; oneIn: number } = JSON.parse(readFileSync(SLUICE_MORTAL, 'utf8'));
  const log = `${SLUICE_MORTAL}.invocations`;
  invocations += 1;
  const name = `${AWS_LAMBDA_FUNCTION_NAME} ${process.pid} ${invocations}`;
  appendFileSync(log, `${name}\n`);
  const index = readFileSync(log, 'utf8').split('\n').indexOf(name);
  if (index % oneIn !== pick(`${seed} block ${Math.floor(index / oneIn)}`, oneIn)) return 'lives';
  return {
    call: 1 + pick(`${seed} call ${index}`, CALLS),
    when: pick(`${seed} when ${index}`, 2) ? 'after' : 'before',
  };
}

const current = (): Fate | 'lives' => {
  fate ??= drawFate();
  return fate;
};

function die(how: string): void {
  appendFileSync(`${SLUICE_MORTAL}.deaths`, `${AWS_LAMBDA_FUNCTION_NAME} ${how}\n`);
  process.kill(process.pid, 'SIGKILL');
}

const request = http.request;
Reflect.set(http, 'request', (...given: Parameters<typeof request>) => {
  calls += 1;
  const now = isReady ? current() : 'lives';
  const isLast = now !== 'lives' && now.call === calls;
  if (isLast && now.when === 'before') die(`before call ${calls}`);
  const sent = request(...given);
  if (isLast) sent.once('response', () => die(`after call ${now.call}`));
  return sent;
});
syncBuiltinESMExports();

const write = process.stdout.write.bind(process.stdout);
Reflect.set(process.stdout, 'write', (...given: Parameters<typeof write>) => {
  // The worker's protocol: one such line when it is ready, and one that ends each invocation.
  if (String(given[0]).startsWith('{"status":')) {
    if (isReady && current() !== 'lives') die('before its answer');
    isReady = true;
    fate = undefined;
    calls = 0;
  }
  return write(...given);
});
