import { withOwnMetrics } from '../../shared/config/own-metrics.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import type { Step } from '../../shared/metrics/buckets.ts';
import type { Question } from '../../shared/metrics/compose.ts';
import { mappedTo, measureAll, metricsNamed, projectNamed, rangeOf, splitOf } from '../../shared/metrics/question.ts';
import { type Definitions, readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { mappedInputs } from '../../shared/pipeline/mapped-inputs.ts';
import { openExisting } from '../open-existing.ts';
import { type Lake, openLake } from '../open-lake.ts';
import { numbersOf, printListedMetrics, printMetrics } from '../print-metric.ts';

/** What `sluice metric` was given. */
export interface MetricArguments {
  /** A metric, or the beginning of several: `dora`. */
  readonly name?: string;
  readonly store: string;
  readonly project?: string;
  readonly by?: Step;
  readonly from?: string;
  readonly to?: string;
  readonly zone: string;
  /** Tags, separated by commas. */
  readonly split?: string;
  /** States of the flow, separated by commas; default: those of the scope config. */
  readonly states?: string;
  readonly list?: boolean;
  readonly explain?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly memory: string;
}

/** Prints a metric, or all of a group, bucket by bucket, with how sure each number is; or which metrics there are. */
export async function metric(given: MetricArguments): Promise<number> {
  if (given.json && given.csv) throw new InvalidInputError('give either --json or --csv');
  const definitions = await definitionsOf(given.store);
  if (given.list) {
    printListedMetrics([...definitions.metrics.values()], given.json ?? false);
    return 0;
  }
  const metrics = metricsNamed(definitions, given.name);
  const split = splitOf(given.split, metrics);
  const now = systemClock.now();
  const range = rangeOf(given, metrics, now);
  const lake = await openLake(given.store, { memory: given.memory });
  try {
    const project = await projectNamed(lake, given.project);
    const { inputs, stateOrder } = await sourcesOf(given.store, lake, project);
    const states = given.states?.split(',').map((state) => state.trim()) ?? stateOrder;
    const question: Question = { ...range, project, zone: given.zone, now, states };
    const explained = given.explain === true;
    const shown = await measureAll(lake, definitions, metrics, { question, split, inputs, explained });
    await printMetrics(shown.map(numbersOf), given);
    return 0;
  } finally {
    lake.close();
  }
}

/** The metrics that come with Sluice, and those that are configured in the store, where there is one. */
async function definitionsOf(folder: string): Promise<Definitions> {
  const theirs = readDefinitions();
  const store = await openExisting(folder);
  if (!store) return theirs;
  try {
    const metrics = await withOwnMetrics(theirs.metrics, { table: store.control, clock: systemClock });
    return { ...theirs, metrics };
  } finally {
    store.close();
  }
}

/** How far the scopes have come whose rows are mapped to the project, and the states that their mapping names. */
async function sourcesOf(folder: string, lake: Lake, project: string): ReturnType<typeof mappedInputs> {
  const mapped = await mappedTo(lake, project);
  const store = openStore(folder, 'read');
  try {
    return await mappedInputs(store.control, mapped);
  } finally {
    store.close();
  }
}
