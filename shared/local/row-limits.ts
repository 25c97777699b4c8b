import { InvalidInputError } from '../errors.ts';
import type { Item, Place, Range, Value, Write } from '../pipeline/ports.ts';

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: enforced here too, so that what
// runs on a laptop runs on AWS.
const MOST_BYTES = 409_600;
const MOST_TRANSACTION_BYTES = 4 * 1024 * 1024;
const MOST_WRITES = 100;
const MOST_DEPTH = 32;
const MOST_PK_BYTES = 2048;
const MOST_SK_BYTES = 1024;

/**
 * The JSON that a row is stored as, and its size as DynamoDB counts it.
 *
 * @throws InvalidInputError where DynamoDB would refuse the row: its keys, its size, its depth, its numbers
 */
export function storedRow(item: Item): { readonly text: string; readonly bytes: number } {
  checkPlace(item);
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + bytesOf(value, item, 0);
  if (bytes <= MOST_BYTES) return { text: JSON.stringify(item), bytes };
  throw new InvalidInputError(
    `row ${placeName(item)} is ${bytes} bytes, a row may be ${MOST_BYTES}: keep its body in an object`,
  );
}

/** @throws InvalidInputError when DynamoDB would refuse the keys of this place */
export function checkPlace(place: Place): void {
  checkKey('pk', place.pk, MOST_PK_BYTES);
  checkKey('sk', place.sk, MOST_SK_BYTES);
}

/** @throws InvalidInputError when a transaction has over 100 writes, or two to one place */
export function checkTransaction(writes: readonly Write[]): void {
  if (writes.length > MOST_WRITES) {
    throw new InvalidInputError(`a transaction of ${writes.length} writes: at most ${MOST_WRITES}, split it`);
  }
  checkDistinct(writes.map(placeOf));
}

/** @throws InvalidInputError when the rows of one transaction are over 4 MB together */
export function checkTransactionBytes(bytes: number): void {
  if (bytes <= MOST_TRANSACTION_BYTES) return;
  throw new InvalidInputError(`a transaction of ${bytes} bytes: at most ${MOST_TRANSACTION_BYTES}, split it`);
}

/** @throws InvalidInputError when a place is written twice by one call */
export function checkDistinct(places: readonly Place[]): void {
  const seen = new Map<string, Set<string>>();
  for (const place of places) {
    const keys = seen.get(place.pk) ?? new Set();
    if (keys.has(place.sk)) throw new InvalidInputError(`row ${placeName(place)} is written twice: write it once`);
    seen.set(place.pk, keys.add(place.sk));
  }
}

/** @throws InvalidInputError when a range has both a prefix and bounds, or a limit below one */
export function checkRange(range: Range): void {
  if (range.prefix && (range.from !== undefined || range.to !== undefined)) {
    throw new InvalidInputError(`a range with prefix "${range.prefix}" and bounds: give one of them`);
  }
  if (range.limit !== undefined && range.limit < 1) {
    throw new InvalidInputError(`a limit of ${range.limit} rows: give at least 1`);
  }
}

/** The place that a write is about. */
export function placeOf(write: Write): Place {
  return write.kind === 'put' ? write.item : write.place;
}

function placeName(place: Place): string {
  return `"${place.pk}" "${place.sk}"`;
}

function checkKey(name: 'pk' | 'sk', key: string, most: number): void {
  if (key === '') throw new InvalidInputError(`an empty ${name}: give it a text`);
  // Up to three bytes a UTF-16 unit, so most keys need no count.
  if (key.length * 3 > most && Buffer.byteLength(key) > most) {
    throw new InvalidInputError(`${name} "${key}" is over ${most} bytes: shorten it`);
  }
  if (!key.isWellFormed()) throw new InvalidInputError(`${name} "${key}" holds half of a surrogate pair: mend it`);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function bytesOf(value: Value, item: Item, depth: number): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberBytes(value, item);
  if (value === null || typeof value === 'boolean') return 1;
  if (depth >= MOST_DEPTH) {
    throw new InvalidInputError(`row ${placeName(item)} is deeper than ${MOST_DEPTH}: keep its body as text`);
  }
  let bytes = 3;
  if (isList(value)) {
    for (const element of value) bytes += 1 + bytesOf(element, item, depth + 1);
    return bytes;
  }
  for (const [name, field] of Object.entries(value)) {
    bytes += 1 + Buffer.byteLength(name) + bytesOf(field, item, depth + 1);
  }
  return bytes;
}

function numberBytes(value: number, item: Item): number {
  const size = Math.abs(value);
  if (size === 0) return 1;
  if (size < 1e126 && size >= 1e-130) return Math.ceil(String(size).length / 2) + 1;
  throw new InvalidInputError(`row ${placeName(item)} holds the number ${value}: keep it as text`);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
