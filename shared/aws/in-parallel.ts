/**
 * Works on every value, at most `width` at a time. After a failure nothing more is begun; it is thrown once what was
 * begun has ended, so that nothing lands later.
 */
export async function inParallel<T>(
  width: number,
  values: readonly T[],
  work: (value: T) => Promise<void>,
): Promise<void> {
  const rest = values.values();
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (const value of rest) {
      if (failures.length > 0) return;
      await work(value).catch((cause: unknown) => failures.push(cause));
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, values.length) }, lane));
  if (failures.length > 0) throw failures[0];
}

/** Cuts a list into pieces of at most `size`. */
export function pieces<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
