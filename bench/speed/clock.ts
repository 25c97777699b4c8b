/** Microseconds of processor time that an action took, of all threads: others on the machine do not count. */
export async function processorTime(action: () => Promise<unknown>): Promise<number> {
  const began = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(began);
  return user + system;
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * The median cost of each action in microseconds, one after the other in every round, so that what the machine does
 * meanwhile strikes all of them; the first rounds are for the compiler.
 */
export async function inRounds(
  actions: Readonly<Record<string, (() => Promise<unknown>) | undefined>>,
  { rounds = 9, warmUp = 3 }: { readonly rounds?: number; readonly warmUp?: number } = {},
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number[]>();
  const all = Object.entries(actions).flatMap(([name, action]) => (action ? [{ name, action }] : []));
  for (let round = 0; round < warmUp + rounds; round += 1)
    for (const { name, action } of all) {
      const cost = await processorTime(action);
      if (round >= warmUp) times.set(name, [...(times.get(name) ?? []), cost]);
    }
  return new Map([...times].map(([name, costs]) => [name, median(costs)]));
}
