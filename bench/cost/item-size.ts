import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** A row on DynamoDB's wire. */
export type WireItem = Readonly<Record<string, AttributeValue>>;

/**
 * Bytes of a row as DynamoDB counts them: names and texts in UTF-8, a number about a byte for two digits and one more, a
 * list or map three and one for each element.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemBytes = (item: WireItem): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/[-.]/g, '').length / 2) + 1;
  if (value.B !== undefined) return value.B.length;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, of) => sum + valueBytes(of) + 1, 0);
  if (value.M !== undefined) return 3 + itemBytes(value.M) + Object.keys(value.M).length;
  return 1;
}

/** Write units of a row of this size, not in a transaction. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));

/** Read units of so many bytes read together, strongly consistent. */
export const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 4096));
