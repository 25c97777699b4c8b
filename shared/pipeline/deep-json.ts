import type { Value } from './ports.ts';

/** The value as a table stores it: absent fields are left out. */
export function toValue(value: unknown): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map(toValue);
  if (typeof value === 'object') {
    const fields: [string, Value][] = [];
    for (const [key, field] of Object.entries(value)) if (field !== undefined) fields.push([key, toValue(field)]);
    return Object.fromEntries(fields);
  }
  throw new TypeError(`a ${typeof value} cannot be stored`);
}

/** A record as a table's row. */
export function toItem<T extends { pk: string; sk: string }>(record: T): T & { readonly [attribute: string]: Value } {
  const stored: ReturnType<typeof JSON.parse> = toValue(record);
  return stored;
}
