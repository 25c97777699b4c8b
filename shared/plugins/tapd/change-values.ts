import * as z from 'zod';
import { MalformedJsonError } from '../../errors.ts';
import { parseJson } from '../../plugin-sdk/json.ts';

/** One field of a change, as text: the key that TAPD keeps, and what it shows for it. */
export interface FieldChange {
  readonly field: string;
  readonly from: Value;
  readonly to: Value;
}
interface Value {
  readonly raw: string;
  readonly shown: string;
}

const Entry = z.looseObject({
  field: z.string().min(1),
  value_before: z.unknown().optional(),
  value_after: z.unknown().optional(),
  value_before_parsed: z.unknown().optional(),
  value_after_parsed: z.unknown().optional(),
});
type Entry = z.output<typeof Entry>;

/** The fields of a change: a list, an object, or either of them as JSON in a text. */
export const Entries = z.unknown().transform((value, context): readonly Entry[] => {
  const list = inText(value);
  const read = z.array(Entry).safeParse(Array.isArray(list) ? list : list ? Object.values(list) : []);
  if (read.success) return read.data;
  context.addIssue({ code: 'custom', message: 'the fields of a change cannot be read' });
  return z.NEVER;
});

/** A value in a text may be JSON: then it is what that says. */
function inText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return parseJson(value);
  } catch (error) {
    if (error instanceof MalformedJsonError) return value;
    throw error;
  }
}

/** Entries that a step of a workflow made beside the change itself are said to be so. */
const isStep = (entry: Entry): boolean =>
  Object.entries(entry).some(([key, value]) => /step/i.test(key) && Boolean(value) && value !== '0');

/** The changed fields of an entry: a value that is an object changes several. */
export function fieldChanges(entries: readonly Entry[]): readonly FieldChange[] {
  return entries.flatMap((entry) => {
    if (isStep(entry)) return [];
    const before = inText(entry.value_before_parsed ?? entry.value_before);
    const after = inText(entry.value_after_parsed ?? entry.value_after);
    const [rawBefore, rawAfter] = [inText(entry.value_before), inText(entry.value_after)];
    if (!isObject(after) && !isObject(before))
      return [{ field: entry.field, from: valueIn(before, rawBefore), to: valueIn(after, rawAfter) }];
    const names = [...new Set([before, after].flatMap((value) => (isObject(value) ? Object.keys(value) : [])))];
    const at = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : value);
    return names.map((name) => ({
      field: name,
      from: valueIn(at(before, name), at(rawBefore, name)),
      to: valueIn(at(after, name), at(rawAfter, name)),
    }));
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const valueIn = (shown: unknown, raw: unknown): Value => ({ shown: textOf(shown), raw: textOf(raw) });

/** Text as people read it: `\uXXXX` that was escaped twice is read, and `--` stands for nothing. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const read = text.replace(/\\u([0-9a-fA-F]{4})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  return read === '--' ? '' : read.toWellFormed();
}
