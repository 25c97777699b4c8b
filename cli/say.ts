import { styleText } from 'node:util';

/** Writes text for people: on a terminal with colours, elsewhere plain. */
export interface Say {
  line(text?: string): void;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** Speaks to a stream; colours only where they are seen. */
export function sayTo(stream: NodeJS.WriteStream): Say {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    stream.isTTY ? styleText(format, text, { stream }) : text;
  return {
    line: (text = '') => {
      stream.write(`${text}\n`);
    },
    strong: style('bold'),
    faint: style('dim'),
    good: style('green'),
    bad: style('red'),
  };
}

/** `12,345`. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** `1.2 s`, `3 min 20 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  return minutes < 60
    ? `${minutes} min ${Math.round((milliseconds % 60_000) / 1000)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Rows under a heading; numbers stand to the right. */
export function grid(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? count(cell) : cell)));
  const isNumber = heading.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const widths = heading.map((head, column) => Math.max(head.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const render = (row: readonly string[]) =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [render(heading), ...cells.map(render)];
}
