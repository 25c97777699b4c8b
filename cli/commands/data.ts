import { once } from 'node:events';
import { exportRecord } from '../../shared/domain/record.ts';
import { columnName } from '../../shared/domain/table.ts';
import { tables } from '../../shared/domain/tables.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { readTable } from '../../shared/pipeline/read-data.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { openUpgraded } from '../open-upgraded.ts';

/** What `sluice data` was given. */
export interface DataArguments {
  readonly table: string;
  readonly store: string;
  readonly scope?: readonly string[];
  readonly fields?: string;
  /** Also what was deleted: its key, and when that was seen. */
  readonly deleted?: boolean;
}

/** Prints a domain table as NDJSON, one record a line; columns in snake_case. */
export async function data(given: DataArguments): Promise<number> {
  const fields = given.fields?.split(',').map((field) => field.trim());
  checkFields(given.table, fields);
  const store = await openUpgraded(given.store, 'read');
  try {
    const ports = { plugins, table: store.control, domain: store.domain, objects: store.objects };
    const want = { table: given.table, deleted: given.deleted ?? false, ...(given.scope && { scopes: given.scope }) };
    for await (const record of readTable(ports, want)) {
      const { table: _, ...values } = exportRecord(record);
      const columns = { ...values, ...(given.deleted && { deleted_at: record.deleted ? record.observedAt : null }) };
      const line = fields ? pick(columns, fields) : columns;
      if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
    }
    return 0;
  } finally {
    store.close();
  }
}

const pick = (columns: Readonly<Record<string, unknown>>, fields: readonly string[]) =>
  Object.fromEntries(
    [...fields, ...('deleted_at' in columns ? ['deleted_at'] : [])].map((field) => [field, columns[field] ?? null]),
  );

function checkFields(table: string, fields: readonly string[] | undefined): void {
  const known = Object.keys(tables.get(table)?.schema.shape ?? {}).map(columnName);
  for (const field of fields ?? [])
    if (known.length > 0 && !known.includes(field))
      throw new InvalidInputError(`${table} has no column "${field}"; there is: ${known.join(', ')}`);
}
