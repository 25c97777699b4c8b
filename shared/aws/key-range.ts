import { InvalidInputError } from '../errors.ts';
import type { Item, Range } from '../pipeline/ports.ts';
import { type Attributes, toKey } from './attribute-value.ts';

/** The part of a Query that tells its range. */
export interface KeyRange {
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Attributes;
  readonly ScanIndexForward: boolean;
  readonly ExclusiveStartKey?: Attributes;
}

/**
 * Translates a range; undefined when nothing can lie in it.
 *
 * DynamoDB refuses empty texts, an upper bound below the lower one, and a start outside the range.
 *
 * @throws InvalidInputError when a range has both a prefix and bounds, or a limit below one
 */
export function keyRange(pk: string, range: Range): KeyRange | undefined {
  check(range);
  const { after, descending = false } = range;
  const { isAbove, isBelow } = side(range);
  if (range.to !== undefined && order(range.from ?? '', range.to) >= 0) return undefined;
  if (after !== undefined && (descending ? isBelow(after) || after === '' : isAbove(after))) return undefined;
  const startsInside = after !== undefined && after !== '' && !isAbove(after) && !isBelow(after);
  const condition = sortCondition(range);
  return {
    KeyConditionExpression: `#pk = :pk${condition.expression}`,
    ExpressionAttributeNames: { '#pk': 'pk', ...(condition.expression ? { '#sk': 'sk' } : {}) },
    ExpressionAttributeValues: { ':pk': { S: pk }, ...condition.values },
    ScanIndexForward: !descending,
    ...(startsInside ? { ExclusiveStartKey: toKey({ pk, sk: after }) } : {}),
  };
}

/** Whether a row read lies in the range: BETWEEN includes its upper end, `to` does not. */
export function isInside(item: Item, range: Range): boolean {
  return range.to === undefined || order(item.sk, range.to) < 0;
}

function sortCondition({ prefix, from, to }: Range): { readonly expression: string; readonly values: Attributes } {
  if (prefix) return { expression: ' AND begins_with(#sk, :prefix)', values: { ':prefix': { S: prefix } } };
  if (from && to) {
    return { expression: ' AND #sk BETWEEN :from AND :to', values: { ':from': { S: from }, ':to': { S: to } } };
  }
  if (from) return { expression: ' AND #sk >= :from', values: { ':from': { S: from } } };
  if (to) return { expression: ' AND #sk < :to', values: { ':to': { S: to } } };
  return { expression: '', values: {} };
}

/** Where a sk lies that is not in the range. */
function side(range: Range): { isAbove(sk: string): boolean; isBelow(sk: string): boolean } {
  const { prefix, from = '', to } = range;
  if (prefix) {
    return {
      isAbove: (sk) => !sk.startsWith(prefix) && order(sk, prefix) > 0,
      isBelow: (sk) => !sk.startsWith(prefix) && order(sk, prefix) < 0,
    };
  }
  return { isAbove: (sk) => to !== undefined && order(sk, to) >= 0, isBelow: (sk) => order(sk, from) < 0 };
}

function check(range: Range): void {
  if (range.prefix && (range.from !== undefined || range.to !== undefined)) {
    throw new InvalidInputError(`a range with prefix "${range.prefix}" and bounds: give one of them`);
  }
  if (range.limit !== undefined && range.limit < 1) {
    throw new InvalidInputError(`a limit of ${range.limit} rows: give at least 1`);
  }
}

function order(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
