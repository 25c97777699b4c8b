import type { Value } from './ports.ts';

/** The value as a table stores it: absent fields are left out. */
export function toValue(value: unknown): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map(toValue);
  if (typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, field]): [string, Value][] =>
        field === undefined ? [] : [[key, toValue(field)]],
      ),
    );
  throw new TypeError(`a ${typeof value} cannot be stored`);
}

/** A record as a table's row. */
export function toItem<T extends { pk: string; sk: string }>(record: T): T & { readonly [attribute: string]: Value } {
  const stored: ReturnType<typeof JSON.parse> = toValue(record);
  return stored;
}
