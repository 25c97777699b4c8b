import * as z from 'zod';

/** Lines that were added and removed. */
export interface LineCounts {
  readonly additions: number;
  readonly deletions: number;
}

/** The size of a change by what the names of its files end in: small, however many files there are. */
export const FileSizes = z.record(z.string(), z.object({ additions: z.number(), deletions: z.number() }));
export type FileSizes = z.output<typeof FileSizes>;

/** Names of extensions in a scope config, with or without their dot. */
export const extensions = () => z.array(z.string().min(1)).default([]);

const endOf = (path: string): string => /\.(.*)$/.exec(path.slice(path.lastIndexOf('/') + 1))?.[1] ?? '';

/** Sums the sizes of files by what their names end in: `app.min.js` ends in `min.js`. */
export function sizesByEnd(files: readonly ({ readonly path: string } & LineCounts)[]): FileSizes {
  const sizes = new Map<string, LineCounts>();
  for (const { path, additions, deletions } of files) {
    const before = sizes.get(endOf(path)) ?? { additions: 0, deletions: 0 };
    sizes.set(endOf(path), { additions: before.additions + additions, deletions: before.deletions + deletions });
  }
  return Object.fromEntries(sizes);
}

/** The size of the files that end in one of these extensions, or of all others. */
export function sizeOf(sizes: FileSizes, which: 'excluded' | 'others', excluded: readonly string[]): LineCounts {
  const names = excluded.map((extension) => extension.replace(/^\./, '').toLowerCase());
  const isExcluded = (end: string) => names.some((name) => `.${end.toLowerCase()}`.endsWith(`.${name}`));
  const some = Object.entries(sizes).filter(([end]) => isExcluded(end) === (which === 'excluded'));
  return {
    additions: some.reduce((sum, [, size]) => sum + size.additions, 0),
    deletions: some.reduce((sum, [, size]) => sum + size.deletions, 0),
  };
}
