import { once } from 'node:events';
import { exportRecord } from '../../shared/domain/record.ts';
import { columnName } from '../../shared/domain/table.ts';
import { tables } from '../../shared/domain/tables.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { readTable } from '../../shared/pipeline/read-data.ts';
import { plugins } from '../../shared/plugins/index.ts';

/** What `sluice data` was given. */
export interface DataArguments {
  readonly table: string;
  readonly store: string;
  readonly scope?: readonly string[];
  readonly fields?: string;
}

/** Prints a domain table as NDJSON, one record a line; columns in snake_case. */
export async function data(given: DataArguments): Promise<number> {
  const fields = given.fields?.split(',').map((field) => field.trim());
  checkFields(given.table, fields);
  const store = openStore(given.store, 'read');
  try {
    const ports = { plugins, table: store.control, domain: store.domain, objects: store.objects };
    for await (const record of readTable(ports, { table: given.table, ...(given.scope && { scopes: given.scope }) })) {
      const { table: _, ...columns } = exportRecord(record);
      const line = fields ? Object.fromEntries(fields.map((field) => [field, columns[field] ?? null])) : columns;
      if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
    }
    return 0;
  } finally {
    store.close();
  }
}

function checkFields(table: string, fields: readonly string[] | undefined): void {
  const known = Object.keys(tables.get(table)?.schema.shape ?? {}).map(columnName);
  for (const field of fields ?? [])
    if (known.length > 0 && !known.includes(field))
      throw new InvalidInputError(`${table} has no column "${field}"; there is: ${known.join(', ')}`);
}
