/** What was used and is paid for. */
export interface Meter {
  /** Adds to a counter. */
  add(name: string, amount?: number): void;
  get(name: string): number;
  /** All counters whose name begins so, largest first. */
  under(prefix: string): readonly (readonly [string, number])[];
  /** What was counted since the last time. */
  take(): Meter;
}

/** An empty meter. */
export function makeMeter(counts = new Map<string, number>()): Meter {
  return {
    add: (name, amount = 1) => {
      counts.set(name, (counts.get(name) ?? 0) + amount);
    },
    get: (name) => counts.get(name) ?? 0,
    under: (prefix) =>
      [...counts]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, amount]) => [name.slice(prefix.length), amount] as const)
        .sort(([, a], [, b]) => b - a),
    take: () => {
      const taken = makeMeter(new Map(counts));
      counts.clear();
      return taken;
    },
  };
}
