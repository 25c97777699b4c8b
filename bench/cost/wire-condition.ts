import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { WireItem } from './item-size.ts';

/** A condition as it arrives. */
export interface WireCondition {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

/** Whether a condition holds of a stored row: the part of DynamoDB's language that `shared/aws` writes. */
export function conditionHolds(condition: WireCondition, item: WireItem | undefined): boolean {
  const { ConditionExpression: text, ExpressionAttributeNames: names = {} } = condition;
  const { ExpressionAttributeValues: values = {} } = condition;
  if (text === undefined) return true;
  const tokens = text.match(/[#:]?\w+|[(),=<]/g) ?? [];
  let at = 0;
  const take = (): string => {
    const token = tokens[at];
    at += 1;
    if (token === undefined) throw new TypeError(`the condition "${text}" ends too early`);
    return token;
  };
  const expect = (token: string): void => {
    const found = take();
    if (found !== token) throw new TypeError(`the condition "${text}" has "${found}" for "${token}"`);
  };
  const operand = (token: string): AttributeValue | undefined =>
    token.startsWith(':') ? values[token] : item?.[names[token] ?? token];
  const primary = (): boolean => {
    const token = take();
    if (token === '(') {
      const inner = either();
      expect(')');
      return inner;
    }
    if (token.startsWith('attribute_')) {
      expect('(');
      const value = operand(take());
      let type: AttributeValue | undefined;
      if (tokens[at] === ',') {
        take();
        type = operand(take());
      }
      expect(')');
      if (token === 'attribute_exists') return value !== undefined;
      if (token === 'attribute_not_exists') return value === undefined;
      return value !== undefined && type?.S === 'NULL' && value.NULL !== undefined;
    }
    const left = operand(token);
    const operator = take();
    const right = operand(take());
    if (left === undefined || right === undefined) return false;
    return operator === '=' ? JSON.stringify(left) === JSON.stringify(right) : isLess(left, right);
  };
  // Both sides are read whatever the first one is: the tokens behind them have to be reached.
  const both = (): boolean => {
    let holds = primary();
    while (tokens[at] === 'AND') {
      take();
      holds = primary() && holds;
    }
    return holds;
  };
  const either = (): boolean => {
    let holds = both();
    while (tokens[at] === 'OR') {
      take();
      holds = both() || holds;
    }
    return holds;
  };
  return either();
}

function isLess(left: AttributeValue, right: AttributeValue): boolean {
  if (left.N !== undefined && right.N !== undefined) return Number(left.N) < Number(right.N);
  if (left.S !== undefined && right.S !== undefined)
    return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S)) < 0;
  return false;
}
