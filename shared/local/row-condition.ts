import type { Condition, Item, Value } from '../pipeline/ports.ts';
import { compareUtf8 } from './row-order.ts';

/** Whether a condition holds of the stored row; undefined is an absent row. */
export function holds(condition: Condition, stored: Item | undefined): boolean {
  if ('absent' in condition) return stored === undefined;
  if (stored === undefined) return condition.orAbsent === true;
  const equal = Object.entries(condition.equals ?? {}).every(
    ([name, value]) => (attribute(stored, name) ?? null) === value,
  );
  return (
    equal && Object.entries(condition.below ?? {}).every(([name, bound]) => isBelow(attribute(stored, name), bound))
  );
}

function isBelow(value: Value | undefined, bound: string | number): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'number' && typeof bound === 'number') return value < bound;
  return typeof value === 'string' && typeof bound === 'string' && compareUtf8(value, bound) < 0;
}

function attribute(item: Item, name: string): Value | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}
