import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Condition } from '../pipeline/ports.ts';
import { toAttribute } from './attribute-value.ts';

/** A condition as DynamoDB reads it. */
export interface ConditionExpression {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** Translates a condition. Names and values stand behind placeholders, so none is a reserved word or needs escaping. */
export function conditionExpression(condition: Condition): ConditionExpression {
  const names: Record<string, string> = { '#pk': 'pk' };
  const values: Record<string, AttributeValue> = {};
  const name = (attribute: string): string => {
    const placeholder = `#n${Object.keys(names).length}`;
    names[placeholder] = attribute;
    return placeholder;
  };
  const value = (constant: string | number | boolean): string => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = toAttribute(constant);
    return placeholder;
  };
  const isEmpty = (attribute: string): string => {
    values[':null'] = { S: 'NULL' };
    return `(attribute_not_exists(${attribute}) OR attribute_type(${attribute}, :null))`;
  };

  const expression = 'absent' in condition ? 'attribute_not_exists(#pk)' : present(condition, { name, value, isEmpty });
  const used = Object.keys(values).length > 0;
  return {
    ConditionExpression: expression,
    ExpressionAttributeNames: names,
    ...(used ? { ExpressionAttributeValues: values } : {}),
  };
}

interface Words {
  readonly name: (attribute: string) => string;
  readonly value: (constant: string | number | boolean) => string;
  readonly isEmpty: (attribute: string) => string;
}

function present(condition: Exclude<Condition, { absent: true }>, { name, value, isEmpty }: Words): string {
  const equals = Object.entries(condition.equals ?? {}).map(([attribute, constant]) => {
    const placeholder = name(attribute);
    return constant === null ? isEmpty(placeholder) : `${placeholder} = ${value(constant)}`;
  });
  const below = Object.entries(condition.below ?? {}).map(([attribute, bound]) => {
    const placeholder = name(attribute);
    return `(${isEmpty(placeholder)} OR ${placeholder} < ${value(bound)})`;
  });
  const all = ['attribute_exists(#pk)', ...equals, ...below].join(' AND ');
  return condition.orAbsent ? `attribute_not_exists(#pk) OR (${all})` : all;
}
