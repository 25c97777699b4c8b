import { seeded } from './chance.ts';

/**
 * Puts groups into one order in which every beginning is an even sample: after a third of it, a third of each group has
 * come, but for a stretch. Of a group so many stand in a row. The same order number is the same order.
 */
export function evenSample<T>(
  groups: readonly (readonly T[])[],
  { order, stretch }: { readonly order: number; readonly stretch: number },
): readonly T[] {
  const chance = seeded(order);
  const placed = groups.flatMap((group) => {
    const stretches = Array.from({ length: Math.ceil(group.length / stretch) }, (_, i) =>
      group.slice(i * stretch, (i + 1) * stretch),
    );
    const offset = chance.next();
    return stretches.map((some, i) => ({ some, at: (i + offset) / stretches.length }));
  });
  return placed.sort((a, b) => a.at - b.at).flatMap(({ some }) => some);
}

/** By chance, after Fisher and Yates. */
export function shuffled<T>(of: readonly T[], order: number): readonly T[] {
  const { below } = seeded(order);
  const left = [...of];
  return of.flatMap(() => left.splice(below(left.length), 1));
}
