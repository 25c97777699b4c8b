import { checkRow } from '../../shared/domain/record.ts';
import type { Row } from '../../shared/domain/table.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { domainPlace } from '../../shared/pipeline/domain-places.ts';
import type { Item } from '../../shared/pipeline/ports.ts';

/** How a record was observed. */
export interface Observed {
  readonly owner?: string;
  readonly version?: string;
  readonly observedAt?: string;
  readonly deletedAt?: string;
}

/** The row that convert would store for a record. */
export function storedRow(row: Row, observed: Observed = {}): Item {
  const { owner = 'github/github/1', version = '2026-01-02T00:00:00.000Z', deletedAt } = observed;
  const { observedAt = '2026-01-03T00:00:00.000Z' } = observed;
  const record = checkRow(row);
  if ('refused' in record) throw new Error(record.refused);
  const origin = {
    order: `${version}|${observedAt}`,
    derivation: '1.abc',
    version,
    observedAt,
    raw: 'raw/a#0',
    run: 'run-1',
  };
  const content = deletedAt === undefined ? { body: JSON.stringify(record.values) } : { deleted: true, deletedAt };
  return { ...domainPlace(row.table, owner, record.key), ...content, hash: 'h', ...origin };
}

/** Writes rows into the store of a folder, as a sync does. */
export async function fillStore(folder: string, items: readonly Item[]): Promise<void> {
  const store = openStore(folder, 'write');
  try {
    await store.domain.writeMany(items);
  } finally {
    store.close();
  }
}
