import { RE2JS } from 're2js';
import { GraphiteError } from './grammar.ts';

/** One segment of a path with `*`, `?`, `[a-z]` and `{a,b}`; a backslash takes the next sign as it is. */
export function globOf(pattern: string): (text: string) => boolean {
  if (!/[*?[{\\]/.test(pattern)) return (text) => text === pattern;
  let source = '';
  let braces = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at] ?? '';
    const close = sign === '[' ? pattern.indexOf(']', at + 2) : -1;
    if (close > 0) {
      const held = pattern
        .slice(at + 1, close)
        .replaceAll('\\', '\\\\')
        .replaceAll('[', '\\[');
      source += `[${held.replace(/^!/, '^')}]`;
      at = close;
    } else if (sign === '{') {
      braces += 1;
      source += '(?:';
    } else if (sign === '}' && braces > 0) {
      braces -= 1;
      source += ')';
    } else if (sign === ',' && braces > 0) source += '|';
    else if (sign === '*') source += '.*';
    else if (sign === '?') source += '.';
    else if (sign === '\\') {
      at += 1;
      source += RE2JS.quote(pattern[at] ?? '\\');
    } else source += RE2JS.quote(sign);
  }
  const compiled = regexOf(`^(?:${source})$`);
  return (text) => compiled.test(text);
}

/** A user's pattern, on RE2: no input makes it slow. @throws GraphiteError */
export function regexOf(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (cause) {
    throw new GraphiteError(
      `the pattern "${source}" cannot be read: ${cause instanceof Error ? cause.message : ''}`,
      400,
      {
        cause,
      },
    );
  }
}

/** Replaces every match, with the groups as Python writes them: `\1`, `\g<1>`. */
export function substitute(pattern: RE2JS, text: string, replacement: string): string {
  const matcher = pattern.matcher(text);
  let made = '';
  let from = 0;
  while (matcher.find()) {
    made += text.slice(from, matcher.start());
    made += replacement.replaceAll(/\\g<(\d+)>|\\(\d)|\\(.)/g, (_, long?: string, short?: string, other?: string) => {
      if (other !== undefined) return other;
      const group = Number(long ?? short);
      return group <= matcher.groupCount() ? (matcher.group(group) ?? '') : '';
    });
    from = matcher.end();
  }
  return made + text.slice(from);
}
