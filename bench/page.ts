import { arch, cpus, platform } from 'node:os';

/** A promise of the issue, what was measured, and whether it is kept. */
export interface Goal {
  readonly promise: string;
  readonly measured: string;
  readonly kept: boolean;
}

/** The day and the machine of a measurement, for the head of its page. */
export function whenAndWhere(): string {
  const [cpu] = cpus();
  const day = new Date().toISOString().slice(0, 10);
  return `on ${day} (${cpus().length} × ${cpu?.model.trim()}, ${platform()} ${arch()}, Node ${process.version})`;
}

/** The goals as lines of Markdown. */
export const goalTable = (goals: readonly Goal[]): readonly string[] =>
  table(
    ['goal', 'measured', 'kept'],
    goals.map(({ promise, measured, kept }) => [promise, measured, kept ? 'yes' : '**no**']),
  );

/** A table as lines of Markdown. */
export const table = (heading: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [heading, heading.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
