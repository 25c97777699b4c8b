import { MalformedJsonError } from '../errors.ts';

/** Deepest nesting of arrays and objects that is accepted. */
export const MAX_DEPTH = 64;

const LONG_NUMBER = /\d{16}/;
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;
const INTEGER = /^-?\d+$/;

/**
 * Parses JSON without loss. Integers beyond 2^53 become their decimal text (ids are text everywhere), so that nothing is
 * rounded. Lone surrogates, nesting beyond 64 and what JSON does not allow (NaN, trailing commas) are refused.
 *
 * @throws MalformedJsonError with the reason
 */
export function parseJson(text: string): unknown {
  const value = parse(text);
  check(value, SURROGATE_ESCAPE.test(text) || !text.isWellFormed(), 0);
  return value;
}

function parse(text: string): unknown {
  try {
    // The reviver costs five times the parse; only texts with a long run of digits can need it.
    return LONG_NUMBER.test(text) ? JSON.parse(text, exactIntegers) : JSON.parse(text);
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

function check(value: unknown, suspicious: boolean, depth: number): void {
  if (typeof value === 'string') {
    if (suspicious && !value.isWellFormed()) throw new MalformedJsonError('a text holds half of a surrogate pair');
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new MalformedJsonError('a number is too large');
  } else if (typeof value === 'object' && value !== null) {
    if (depth >= MAX_DEPTH) throw new MalformedJsonError(`nested deeper than ${MAX_DEPTH}`);
    if (Array.isArray(value)) for (const element of value) check(element, suspicious, depth + 1);
    else checkFields(value, suspicious, depth + 1);
  }
}

function checkFields(value: object, suspicious: boolean, depth: number): void {
  for (const [key, field] of Object.entries(value)) {
    if (suspicious) check(key, true, depth);
    check(field, suspicious, depth);
  }
}
