import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, pattern } from '../../shared/plugin-sdk/pattern.ts';

describe('a pattern', () => {
  it('that is not given matches nothing, not even the empty text', () => {
    const none = compilePattern('');

    expect([none.given, none.matches(''), none.matches('x'), none.all('x')]).toEqual([false, false, false, []]);
  });

  it('is not anchored, and knows the flags and classes of RE2', () => {
    expect(compilePattern('bug').matches('type/bug!')).toBe(true);
    expect(compilePattern('(?i)PROD').matches('production')).toBe(true);
    expect(compilePattern('(?P<word>[[:alpha:]]+)').matches('42 x')).toBe(true);
    expect(compilePattern('(?m)^second$').matches('first\nsecond')).toBe(true);
  });

  it('finds every match', () => {
    expect(compilePattern('#\\d+').all('fixes #1 and #22')).toEqual(['#1', '#22']);
  });

  it('matches where it finds something, and nowhere else', () => {
    const source = fc.constantFrom(
      '(?mi)(fix|close)[\\s]*.*(((and )?(#|/issues/)\\d+[ ]*)+)',
      '^(bug|error)$',
      '^$',
      '(?s)b.*g',
    );
    const text = fc.string({ unit: fc.constantFrom(...'bugferixclos #12\n/é😀') });

    fc.assert(
      fc.property(source, text, (given, of) => {
        const { matches, all } = compilePattern(given);
        expect(all(of).length > 0).toBe(matches(of));
      }),
    );
  });

  it('takes time in proportion to the text, whatever it is', () => {
    const started = performance.now();

    expect(compilePattern('(a+)+$').matches(`${'a'.repeat(5000)}!`)).toBe(false);

    expect(performance.now() - started).toBeLessThan(2000);
  });

  it.each(['(', '(?=x)', '(a)\\1', 'x'.repeat(2049)])('of a scope config is refused: %s', (source) => {
    expect(pattern().safeParse(source).success).toBe(false);
  });

  it('that a scope config leaves out is its default', () => {
    expect(pattern('bug').parse(undefined).source).toBe('bug');
    expect(pattern().parse(undefined).given).toBe(false);
  });
});
