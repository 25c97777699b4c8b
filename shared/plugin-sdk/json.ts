import { MalformedJsonError } from '../errors.ts';

/** Deepest nesting of arrays and objects that is accepted. */
export const MAX_DEPTH = 64;

const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;
const INTEGER = /^-?\d+$/;

/**
 * Parses JSON without loss. Integers beyond ±(2^53 − 1) become their decimal text (ids are text everywhere), so that nothing is
 * rounded. Lone surrogates, nesting beyond 64 and what JSON does not allow (NaN, trailing commas) are refused.
 *
 * @throws MalformedJsonError with the reason
 */
export function parseJson(text: string): unknown {
  const first = parse(text);
  const value = isExact(first, 0) ? first : checkFinite(parse(text, exactIntegers));
  if (mayBreakTexts(text)) checkTexts(value);
  return value;
}

function parse(text: string, reviver?: typeof exactIntegers): unknown {
  try {
    return JSON.parse(text, reviver);
  } catch (cause) {
    if (cause instanceof RangeError) throw new MalformedJsonError(`nested deeper than ${MAX_DEPTH}`, { cause });
    throw new MalformedJsonError(`not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function exactIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value)) return value;
  return INTEGER.test(source) ? source : value;
}

/**
 * Whether every number is what was written; false when one may have been rounded: then the text is parsed once more with
 * the reviver, which costs five times the parse. Every page passes here whole, so it is walked without a copy.
 */
function isExact(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) || (Number.isFinite(value) && value % 1 !== 0);
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= MAX_DEPTH) throw new MalformedJsonError(`nested deeper than ${MAX_DEPTH}`);
  let exact = true;
  // Most fields are texts: a call for each of them is half of the walk.
  const look = (field: unknown): void => {
    if (typeof field !== 'string' && !isExact(field, depth + 1)) exact = false;
  };
  if (isList(value)) for (const element of value) look(element);
  else if (isObject(value)) for (const key in value) look(value[key]);
  return exact;
}

const isList = (value: object): value is readonly unknown[] => Array.isArray(value);
/** What JSON.parse makes has no fields but its own. */
const isObject = (value: object): value is Readonly<Record<string, unknown>> => !Array.isArray(value);

function checkFinite(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new MalformedJsonError('a number is too large');
  if (typeof value === 'object' && value !== null) for (const field of Object.values(value)) checkFinite(field);
  return value;
}

const mayBreakTexts = (text: string): boolean =>
  ((text.includes('\\ud') || text.includes('\\uD')) && SURROGATE_ESCAPE.test(text)) || !text.isWellFormed();

function checkTexts(value: unknown): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new MalformedJsonError('a text holds half of a surrogate pair');
  } else if (Array.isArray(value)) {
    for (const element of value) checkTexts(element);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, field] of Object.entries(value)) {
      checkTexts(key);
      checkTexts(field);
    }
  }
}
