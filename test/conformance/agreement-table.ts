import type { Agreement } from './compare.ts';

/** Renders how far tables agree with the recorded ones: a line a table. */
export function agreementTable(found: readonly Agreement[]): string {
  const lines = found.map(({ table, rows, compared, differing, deviations }) => {
    const declared = [...deviations].map(([id, count]) => `${id} ×${count}`).join(', ');
    const numbers = [rows, compared, differing.length].map((number) => String(number).padStart(9));
    return [table.padEnd(24), ...numbers, declared].join(' ');
  });
  return ['', 'table                         rows    fields differing declared deviations', ...lines, ''].join('\n');
}
