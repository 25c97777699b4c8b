import { parseArgs } from 'node:util';
import { boundariesOf, playBoundary } from './boundaries.ts';
import { type Played, play, randomFaults, STORM } from './play.ts';
import type { Scenario } from './scenarios.ts';
import { scenarios } from './scenarios.ts';

/** `npm run simulate -- --seeds 10000 [--from 1] [--scenario NAME] [--faults 0.005] [--trace] | --boundaries [--stride 1]`. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    scenario: { type: 'string' },
    /** The chance of a call to fail. */
    faults: { type: 'string', default: '0.005' },
    /** Every fault at every call, instead of faults by chance. */
    boundaries: { type: 'boolean', default: false },
    /** Only every so manieth boundary. */
    stride: { type: 'string', default: '1' },
    /** The one boundary to play: `<call>:<fault>`. */
    at: { type: 'string' },
    /** Prints the last events even when all is well. */
    trace: { type: 'boolean', default: false },
  },
});
const TRACE_LINES = 60;
const A_REPORT = 5_000;
const chosen = scenarios.filter(({ name }) => values.scenario === undefined || name === values.scenario);
if (chosen.length === 0) throw new TypeError(`there is no scenario "${values.scenario}"`);
const began = performance.now();
let lastReport = began;
let failed = 0;

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

function tell(played: Played, replay: string, total: { played: number; of: number }): void {
  const isBad = played.violations.length > 0;
  if (isBad || values.trace) {
    console.log(`\n${isBad ? 'FAILED' : 'passed'} ${played.scenario}, seed ${played.seed}, trace hash ${played.hash}`);
    for (const line of played.violations) console.log(`  ${line}`);
    for (const line of played.trace(TRACE_LINES)) console.log(`    ${line}`);
    console.log(`  again: npm run simulate -- --scenario "${played.scenario}" ${replay} --trace\n`);
  }
  if (performance.now() - lastReport < A_REPORT) return;
  lastReport = performance.now();
  const rate = (total.played / secondsSince(began)).toFixed(1);
  console.log(`${total.played} of ${total.of}, ${failed} failed, ${rate} a second (${played.scenario})`);
}

interface Line {
  readonly scenario: string;
  readonly played: number;
  readonly failed: number;
  readonly calls: number;
  readonly 'a second': number;
}

async function bySeeds(scenario: Scenario, before: number, of: number): Promise<Line> {
  const start = performance.now();
  const [first, count] = [Number(values.from), Math.ceil(Number(values.seeds) / chosen.length)];
  let calls = 0;
  let bad = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const faultOf = randomFaults(Number(values.faults));
    const played = await play(scenario, seed, { ...STORM, ...scenario.props, faultOf });
    calls += played.calls;
    if (played.violations.length > 0) bad += 1;
    failed += played.violations.length > 0 ? 1 : 0;
    tell(played, `--faults ${values.faults} --from ${seed} --seeds 1`, { played: before + seed - first + 1, of });
  }
  const rate = count / secondsSince(start);
  return {
    scenario: scenario.name,
    played: count,
    failed: bad,
    calls: Math.round(calls / count),
    'a second': Math.round(rate * 10) / 10,
  };
}

async function byBoundaries(scenario: Scenario, before: number): Promise<Line> {
  const start = performance.now();
  const seed = Number(values.from);
  const all = await boundariesOf(scenario, seed);
  const wanted =
    values.at === undefined
      ? all.filter((_, i) => i % Number(values.stride) === 0)
      : all.filter(({ index, fault }) => `${index}:${fault}` === values.at);
  let bad = 0;
  for (const [i, boundary] of wanted.entries()) {
    const played = await playBoundary(scenario, seed, boundary);
    if (played.violations.length > 0) bad += 1;
    failed += played.violations.length > 0 ? 1 : 0;
    const at = `--boundaries --from ${seed} --at "${boundary.index}:${boundary.fault}"`;
    tell(played, at, { played: before + i + 1, of: before + wanted.length });
  }
  const rate = wanted.length / secondsSince(start);
  const calls = all.at(-1)?.index ?? 0;
  return { scenario: scenario.name, played: wanted.length, failed: bad, calls, 'a second': Math.round(rate * 10) / 10 };
}

const lines: Line[] = [];
const played = (): number => lines.reduce((sum, line) => sum + line.played, 0);
for (const scenario of chosen)
  lines.push(
    values.boundaries || values.at !== undefined
      ? await byBoundaries(scenario, played())
      : await bySeeds(scenario, played(), Number(values.seeds)),
  );
console.table(lines);
const seconds = secondsSince(began);
console.log(
  `${played()} played in ${seconds.toFixed(0)} s: ${(played() / seconds).toFixed(1)} a second, ${failed} failed`,
);
process.exitCode = failed > 0 ? 1 : 0;
