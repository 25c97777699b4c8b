import * as z from 'zod';

const plain = (key: string): string => key.replaceAll('_', '').toLowerCase();

/**
 * The input of a child stream: as our own pages keep it, or as a recording of DevLake names the same things. `names` holds
 * its words for each of our keys; case and underscores do not count (`GitlabId`, `gitlab_id`).
 */
export const recordedInput = <Schema extends z.ZodType>(
  names: Readonly<Record<string, readonly string[]>>,
  schema: Schema,
) => z.preprocess((input) => (typeof input === 'object' && input !== null ? renamed(input, names) : input), schema);

function renamed(input: object, names: Readonly<Record<string, readonly string[]>>): object {
  const given = new Map<string, unknown>(Object.entries(input).map(([key, value]) => [plain(key), value]));
  const found = Object.entries(names).flatMap(([ours, theirs]): readonly [string, unknown][] => {
    if (ours in input) return [];
    const key = [ours, ...theirs].map(plain).find((name) => given.has(name));
    return key === undefined ? [] : [[ours, given.get(key)]];
  });
  return { ...input, ...Object.fromEntries(found) };
}
