import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { playAll, type Told } from './crew.ts';
import { evenSample, shuffled } from './even-sample.ts';
import { boundariesOf, type PlaySpec, pairedOf } from './play.ts';
import { faults as allFaults } from './process.ts';
import type { Scenario } from './scenario.ts';
import { scenarioNamed } from './scenario-named.ts';
import { scenarios } from './scenarios.ts';
import { type Size, sizeNames } from './sizes.ts';
import { argumentsOf, specText } from './spec-text.ts';

/**
 * `npm run simulate -- [--seeds 10000] [--boundaries]`: faults by chance, and every fault at every call. With
 * `--scenario NAME --from SEED --seeds 1 --trace` one play is looked at; a failure prints the whole command.
 */
const { values } = parseArgs({
  options: {
    /** Plays with faults by chance, over all scenarios; 100 where nothing else is asked for. */
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    scenario: { type: 'string' },
    /** The chance of a call to fail. */
    faults: { type: 'string', default: '0.01' },
    /** `least`, `small` or `full`; left out: the least for boundaries, and small for seeds, but for one in so many. */
    size: { type: 'string' },
    /** `liveness`, `safety`, or both in turn. */
    mode: { type: 'string', default: 'both' },
    /** Every fault at every call. */
    boundaries: { type: 'boolean', default: false },
    /** The one boundary to play: `<call>:<fault>`. */
    at: { type: 'string' },
    /** Seconds after which nothing more is begun: the boundaries that were played are an even sample, whose share is said. */
    within: { type: 'string' },
    /** Another number is another order, and so another sample. */
    order: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    /** Prints the last events even when all is well. */
    trace: { type: 'boolean', default: false },
  },
});
/** Plays of one scenario that come one after the other: worlds that begin alike share their beginning. */
const A_STRETCH = 32;
/** Of the plays by chance, every so manieth is in the full size; every so manieth has faults that never stop. */
const FULL_EACH = 25;
const SAFETY_EACH = 4;
const A_REPORT = 10_000;
const chosen = values.scenario === undefined ? scenarios : [scenarioNamed(values.scenario)];
const began = performance.now();

interface Line {
  readonly scenario: string;
  boundaries: number;
  seeds: number;
  failed: number;
  calls: number;
}
const lines = new Map<string, Line>();
let failed = 0;
let played = 0;
/** Specs that were played; of some, the crash beside it was, too. */
let begun = 0;
let lastReport = began;

const sizeOr = (usual: Size['name']): Size['name'] => sizeNames.find((name) => name === values.size) ?? usual;
const secondsSince = (start: number): number => (performance.now() - start) / 1000;

function take(told: Told, of: number): void {
  const { spec, violations, calls } = told;
  const isBad = violations.length > 0;
  const line = lines.get(spec.scenario) ?? { scenario: spec.scenario, boundaries: 0, seeds: 0, failed: 0, calls: 0 };
  lines.set(spec.scenario, line);
  line[typeof spec.faults === 'number' ? 'seeds' : 'boundaries'] += 1;
  line.failed += isBad ? 1 : 0;
  line.calls += calls;
  failed += isBad ? 1 : 0;
  played += 1;
  begun += told.isBeside ? 0 : 1;
  if (isBad || values.trace) {
    console.log(`\n${isBad ? 'FAILED' : 'passed'} ${spec.scenario}, seed ${spec.seed}, trace hash ${told.hash}`);
    for (const violation of violations) console.log(`  ${violation}`);
    for (const event of told.trace) console.log(`    ${event}`);
    console.log(`  again: npm run simulate -- ${argumentsOf(spec)} --trace`);
    if (isBad) console.log(`  keep it in test/simulation/regressions.ts: ${specText(spec)}`);
  }
  if (performance.now() - lastReport < A_REPORT) return;
  lastReport = performance.now();
  console.log(`${begun} of ${of}, ${failed} failed, ${(played / secondsSince(began)).toFixed(0)} a second`);
}

/** Faults by chance: seed by seed, so that worlds that begin alike are played one after the other. */
function bySeeds(seeds: number): readonly PlaySpec[] {
  const each = Math.ceil(seeds / chosen.length);
  return Array.from({ length: each }, (_, i) => Number(values.from) + i).flatMap((seed) =>
    chosen.map(({ name: scenario }): PlaySpec => {
      const isSafety = values.mode === 'both' ? seed % SAFETY_EACH === 0 : values.mode === 'safety';
      const size = sizeOr(seed % FULL_EACH === 0 ? 'full' : 'small');
      return { scenario, size, seed, mode: isSafety ? 'safety' : 'liveness', faults: Number(values.faults) };
    }),
  );
}

/** Boundaries that are left out because they are others over again, by scenario. */
const same = new Map<string, number>();

/** Every fault at every call of a scenario. */
async function byBoundaries(scenario: Scenario): Promise<readonly PlaySpec[]> {
  const spec = {
    scenario: scenario.name,
    size: sizeOr('least'),
    seed: Number(values.from),
    mode: 'liveness',
  } as const;
  const all = await boundariesOf(scenario, spec);
  const wanted = all.filter(({ isSame }) => !isSame);
  same.set(scenario.name, all.length - wanted.length);
  return pairedOf(wanted).map((faults) => ({ ...spec, faults }));
}

function atOne(at: string): readonly PlaySpec[] {
  const [call, name] = at.split(':');
  const fault = allFaults.find((one) => one === name);
  if (!fault) throw new TypeError(`there is no fault "${name}": ${allFaults.join(', ')}`);
  const size = sizeOr('least');
  const seed = Number(values.from);
  return chosen.map(({ name: scenario }) => ({
    scenario,
    size,
    seed,
    mode: 'liveness',
    faults: { call: Number(call), fault },
  }));
}

const others: (readonly PlaySpec[])[] = [];
if (values.boundaries) for (const scenario of chosen) others.push(await byBoundaries(scenario));
if (values.at !== undefined) others.push(atOne(values.at));
const seeds = bySeeds(Number(values.seeds ?? (others.length > 0 ? 0 : 100)));
const order = Number(values.order);
const specs = [
  ...seeds,
  ...evenSample(
    others.map((group) => shuffled(group, order)),
    { order, stretch: A_STRETCH },
  ),
];
const workers = Number(values.workers);
const withinSeconds = values.within === undefined ? Number.POSITIVE_INFINITY : Number(values.within);
await playAll(specs, { workers, withTrace: values.trace, withinSeconds }, (told) => take(told, specs.length));
console.table(
  [...lines.values()].map((line) => ({
    ...line,
    calls: Math.round(line.calls / Math.max(1, line.boundaries + line.seeds)),
  })),
);
const sum = (of: ReadonlyMap<string, number>): number => of.values().reduce((a, b) => a + b, 0);
if (sum(same) > 0)
  console.log(
    `left out as the same: ${sum(same)} crashes of dispatch and sweep before a read that follows a read of theirs: ` +
      `they have changed nothing in between`,
  );
const share = (part: number, of: number): string =>
  `${part} of ${of} (${((100 * part) / Math.max(1, of)).toFixed(1)} %)`;
const isSeed = ({ faults }: PlaySpec): boolean => typeof faults === 'number';
const playedSpecs = specs.slice(0, begun);
/** Boundaries that a play stands for: an error, and the crash at the same call. */
const standsFor = ({ faults }: PlaySpec): number => (typeof faults === 'object' && faults.crash !== undefined ? 2 : 1);
const countOf = (of: readonly PlaySpec[]): number => of.reduce((total, spec) => total + standsFor(spec), 0);
const alike = countOf(playedSpecs) - played;
if (alike > 0)
  console.log(`${alike} crashes had no play of their own: an error at the same call was the end of the same process`);
for (const [what, of] of [
  ['boundaries', countOf(specs.filter((spec) => !isSeed(spec)))],
  ['seeds', seeds.length],
] as const)
  if (of > 0)
    console.log(
      `played ${share(countOf(playedSpecs.filter((spec) => isSeed(spec) === (what === 'seeds'))), of)} of the ${what}`,
    );
if (begun < specs.length)
  console.log(
    `LEFT OUT for lack of time: ${countOf(specs) - countOf(playedSpecs)} of ${countOf(specs)}, as much of each scenario as of the others; ` +
      `--order ${Number(values.order) + 1} plays others`,
  );
const cpu = process.cpuUsage();
console.log(
  `${played} played in ${secondsSince(began).toFixed(0)} s: ${(played / secondsSince(began)).toFixed(1)} seeds a second on ` +
    `${workers} threads (${((cpu.user + cpu.system) / 1e6).toFixed(0)} s of processor time), ${failed} failed`,
);
const whole = [...lines.values()].filter((line) => line.failed === 0).length;
console.log(`scenarios: ${whole} passed, ${lines.size - whole} failed`);
process.exitCode = failed > 0 || played === 0 ? 1 : 0;
