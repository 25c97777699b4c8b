import { listFields } from '../../shared/pipeline/fields.ts';
import { findConnection } from '../../shared/pipeline/plan.ts';
import { parseSource, type SourceArguments, withVendors } from './discover.ts';

/** Prints the fields that a mapping may name: id, name and type, custom ones first. Answers the exit code. */
export async function fields(given: SourceArguments): Promise<number> {
  const { plugin, name, filter } = parseSource(given.source);
  return withVendors(given, async ({ ports }) => {
    const connection = await findConnection(ports, plugin, name);
    const found = await listFields(ports, connection, plugin, filter);
    const rows = found.map(({ id, name: called, type, of }) => [id, called, [of, type].filter(Boolean).join(' ')]);
    const [widest, wider] = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
    for (const [index, field] of found.entries()) {
      const [id = '', called = '', type = ''] = rows[index] ?? [];
      const line = `${id.padEnd(widest ?? 0)}  ${called.padEnd(wider ?? 0)}  ${type}`.trimEnd();
      process.stdout.write(`${given.json ? JSON.stringify(field) : line}\n`);
    }
    if (found.length === 0) process.stderr.write(`${plugin.name}@${name} has no custom fields\n`);
    return 0;
  });
}
