import { isScalar, LineCounter, parseDocument } from 'yaml';
import type { Configured } from '../../shared/config/configured.ts';
import type { Change } from '../../shared/config/difference.ts';
import { ownMetric } from '../../shared/config/own-metrics.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { importedTables } from '../../shared/lake/imported.ts';
import { openExisting } from '../open-existing.ts';
import { targetOf } from '../target.ts';
import type { HomeOptions } from './config-home.ts';
import type { SqlFlaw } from './try-metric.ts';

/**
 * Tries the SQL of the metrics that are new or changed, before anything is written.
 *
 * @throws InvalidInputError with a line for each that does not work: where in the file, and why
 */
export async function checkMetrics(
  given: { readonly path: string; readonly text: string },
  changes: readonly Change[],
  after: Configured,
  home: HomeOptions,
): Promise<void> {
  const changed = new Set(
    changes.flatMap(({ kind, name, what }) => (kind === 'metrics' && what !== 'delete' ? [name] : [])),
  );
  const metrics = after.metrics.filter(({ name }) => changed.has(name));
  if (metrics.length === 0) return;
  // DuckDB takes a fifth of a second to load: only for those who have metrics of their own.
  const { tryMetrics } = await import('./try-metric.ts');
  const flaws = await tryMetrics(metrics.map(ownMetric), await importedIn(home));
  if (flaws.size === 0) return;
  const lines = [...flaws].map(([name, flaw]) => {
    const { line, column } = placeOf(given.text, name, flaw);
    return `${given.path}:${line}:${column}: metrics.${name}.sql: ${flaw.message}`;
  });
  throw new InvalidInputError(`${given.path} cannot be used, nothing was changed\n${lines.join('\n')}`);
}

/** The tables of one's own that SQL may name: there are some in a local store only. */
async function importedIn(home: HomeOptions): ReturnType<typeof importedTables> {
  const store = targetOf(home, process.env) ? undefined : await openExisting(home.store);
  try {
    return store ? await importedTables(store.control) : [];
  } finally {
    store?.close();
  }
}

/** Where in the file a flaw of a metric's SQL is: in a block, the line of the SQL; else where the SQL begins. */
function placeOf(text: string, metric: string, { line = 1, column = 1 }: SqlFlaw): { line: number; column: number } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2' });
  const node = document.getIn(['metrics', metric, 'sql'], true);
  const offset = isScalar(node) ? (node.range?.[0] ?? 0) : 0;
  const start = lines.linePos(offset);
  if (!isScalar(node) || node.type !== 'BLOCK_LITERAL')
    return { line: start.line, column: start.col + (line === 1 ? column - 1 : 0) };
  const at = start.line + line;
  const indent = /^ */.exec(text.split('\n')[start.line] ?? '')?.[0].length ?? 0;
  return { line: at, column: indent + column };
}
