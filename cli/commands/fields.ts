import { listFields } from '../../shared/pipeline/fields.ts';
import { findConnection } from '../../shared/pipeline/plan.ts';
import { printFields } from '../print-source.ts';
import { parseSource, type SourceArguments, withVendors } from './discover.ts';

/** Prints the fields that a mapping may name: id, name and type, custom ones first. Answers the exit code. */
export async function fields(given: SourceArguments): Promise<number> {
  const { plugin, name, filter } = parseSource(given.source);
  return withVendors(given, async ({ ports }) => {
    const connection = await findConnection(ports, plugin, name);
    const found = await listFields(ports, connection, plugin, filter);
    printFields(found, given.json ?? false);
    if (found.length === 0) process.stderr.write(`${plugin.name}@${name} has no custom fields\n`);
    return 0;
  });
}
