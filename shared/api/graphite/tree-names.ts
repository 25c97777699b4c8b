/** Values with the segments that stand for them: what a path cannot hold becomes `_`; of two alike the later one is `~2`. */
export function segmentsOf(values: readonly string[]): readonly (readonly [string, string])[] {
  const used = new Map<string, number>();
  return values.map((value) => {
    const plain = value.replaceAll(/[(){},.'"\\|*?[\]]|[^\x20-\x7e\u{a0}-\u{10ffff}]/gu, '_') || '_';
    const times = (used.get(plain) ?? 0) + 1;
    used.set(plain, times);
    return [times === 1 ? plain : `${plain}~${times}`, value];
  });
}

/** `flow.entered;product=Mon;state=testing`, the tags sorted. */
export const taggedName = (name: string, tags: Readonly<Record<string, string>>): string =>
  [
    name,
    ...Object.entries(tags)
      .filter(([tag]) => tag !== 'name')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([tag, value]) => `${tag}=${value.replaceAll(';', '_').replace(/^~/, '_')}`),
  ].join(';');
