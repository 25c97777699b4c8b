import { InvalidInputError, OutOfSpaceError, SluiceError } from '../errors.ts';

/** What DuckDB says, in one line; what it says twice and where it points at is left out. */
export function sqlError(cause: unknown): SluiceError {
  if (cause instanceof SluiceError) return cause;
  const said = cause instanceof Error ? cause.message : String(cause);
  const line = said
    .replace(/\n+(?:LINE \d+:|Possible (?:fix|solution))[\s\S]*$/i, '')
    .replace(/^Failed to extract statements: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  if (/^Out of Memory/i.test(line))
    return new OutOfSpaceError(`the query needs more memory than it may use: give --memory, for example 4GB`, {
      cause,
    });
  if (/native callback/.test(line))
    return new InvalidInputError('there is nothing to ask: give one SELECT', [], { cause });
  return new InvalidInputError(`SQL: ${line}`, placeIn(said), { cause });
}

/** Where DuckDB points at, as `sql`, line and column, counted from 1; nothing where it shows only a part of the line. */
function placeIn(said: string): readonly (string | number)[] {
  const [, label = '', line, text = '', space = ''] = /\n(LINE (\d+): )(.*)\n( *)\^/.exec(said) ?? [];
  return line === undefined || text.startsWith('...') ? [] : ['sql', Number(line), space.length - label.length + 1];
}
