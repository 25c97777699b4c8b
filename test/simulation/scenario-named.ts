import type { Scenario } from './scenario.ts';
import { canceledAfter, scenarios } from './scenarios.ts';

const byName = new Map(scenarios.map((scenario) => [scenario.name, scenario]));

/** A scenario by its name. @throws TypeError when there is none */
export function scenarioNamed(name: string): Scenario {
  const calls = /^canceled after (\d+) calls$/.exec(name)?.[1];
  const found = calls === undefined ? byName.get(name) : canceledAfter(Number(calls));
  if (!found) throw new TypeError(`there is no scenario "${name}": ${[...byName.keys()].join(', ')}`);
  return found;
}
