import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedJsonError } from '../../shared/errors.ts';
import { parseJson } from '../../shared/plugin-sdk/json.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('JSON', () => {
  it('keeps integers beyond 2^53 exactly, as text', () => {
    const text = '{"safe":9007199254740991,"beyond":9007199254740993,"below":-9007199254740993}';

    expect(parseJson(text)).toEqual({
      safe: 9007199254740991,
      beyond: '9007199254740993',
      below: '-9007199254740993',
    });
  });

  it.each(['9007199254740991', '-9007199254740991'])('takes %s as a number, the integer beyond it as text', (last) => {
    const beyond = last.replace(/1$/, '2');

    expect(parseJson(`[${last},${beyond}]`)).toEqual([Number(last), beyond]);
  });

  it('keeps fractions and long digits within texts as they are', () => {
    expect(parseJson('{"a":1.5,"b":"9007199254740993","c":0.1234567890123456}')).toEqual({
      a: 1.5,
      b: '9007199254740993',
      c: 0.1234567890123456,
    });
  });

  it.each(['NaN', '[NaN]', '[Infinity]', '[1,]', '{"a":1', '', '<html>', '1e999'])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(MalformedJsonError);
  });

  it('keeps integers of any length, wherever they stand', () => {
    const digits = '9'.repeat(400);

    expect(parseJson(`[ ${digits} , {"a":\n-${digits}}]`)).toEqual([digits, { a: `-${digits}` }]);
    expect(parseJson(digits)).toBe(digits);
    expect(parseJson('[1e20,-1e20,12345678901234567890.5]')).toEqual([1e20, -1e20, Number('12345678901234567890.5')]);
    expect(() => parseJson(`[${digits},1e999]`)).toThrow(/too large/);
  });

  it('is accepted to a depth of 64, and refused beyond', () => {
    expect(parseJson(nested(64))).toBeDefined();
    expect(() => parseJson(nested(65))).toThrow(/deeper than 64/);
    expect(() => parseJson(nested(200_000))).toThrow(MalformedJsonError);
  });

  it('refuses half of a surrogate pair in values and in keys, and takes whole ones', () => {
    expect(() => parseJson('["\\ud800"]')).toThrow(/surrogate/);
    expect(() => parseJson('{"\\udc00":1}')).toThrow(/surrogate/);
    expect(parseJson('["\\ud83d\\ude00"]')).toEqual(['😀']);
  });

  it('of any kind within the limits is read as JSON.parse reads it', () => {
    const value = fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme' });
    fc.assert(
      fc.property(value, (json) => {
        const text = JSON.stringify(json);
        fc.pre(!/\d{16}/.test(text));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
