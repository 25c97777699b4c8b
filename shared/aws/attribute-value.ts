import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidInputError } from '../errors.ts';
import type { Item, Place, Value } from '../pipeline/ports.ts';

/** A row on DynamoDB's wire. */
export type Attributes = Record<string, AttributeValue>;

/** A value on DynamoDB's wire. Numbers travel as their shortest exact decimal. */
export function toAttribute(value: Value): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: decimal(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (isList(value)) return { L: value.map(toAttribute) };
  return { M: toAttributes(value) };
}

/** A row's attributes on DynamoDB's wire. */
export function toAttributes(fields: { readonly [name: string]: Value }): Attributes {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toAttribute(value)]));
}

/** A row's key on DynamoDB's wire. */
export function toKey(place: Place): Attributes {
  return { pk: { S: place.pk }, sk: { S: place.sk } };
}

/** @throws InvalidInputError for a row that Sluice did not write */
export function toItem(attributes: Attributes): Item {
  return { ...fromAttributes(attributes), pk: keyText(attributes.pk), sk: keyText(attributes.sk) };
}

function fromAttributes(attributes: Attributes): { readonly [name: string]: Value } {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, fromAttribute(value)]));
}

function fromAttribute(attribute: AttributeValue): Value {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.NULL !== undefined) return null;
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  if (attribute.M !== undefined) return fromAttributes(attribute.M);
  throw new InvalidInputError(
    `an attribute of kind ${Object.keys(attribute).join()}: sluice writes none, remove the row`,
  );
}

function keyText(attribute: AttributeValue | undefined): string {
  if (attribute?.S !== undefined) return attribute.S;
  throw new InvalidInputError('a row whose key is no text: the table needs the text keys pk and sk');
}

function decimal(value: number): string {
  if (!Number.isFinite(value)) throw new InvalidInputError(`the number ${value} cannot be stored: keep it as text`);
  return String(value);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
