import { map } from '../../../shared/pipeline/map.ts';
import { github } from '../../../shared/plugins/github/plugin.ts';
import { repository } from './samples.ts';

type Values = Readonly<Record<string, unknown>>;
type Given = readonly (readonly [stream: string, object: unknown, input?: unknown])[];

/** The rows that API objects become under a scope config, in the order of the tables asked for, and why others do not. */
export async function convert(given: Given, config: Values = {}, connection = '1') {
  const rows: { table: string; values: Values }[] = [];
  const reasons: string[] = [];
  async function* lines() {
    for (const [stream, data, input] of given)
      yield { stream, where: stream, text: JSON.stringify({ params: {}, input, data }) };
  }
  for await (const mapped of map({ plugin: github, connection, scope: repository, config }, lines()))
    if (mapped.kind === 'row') rows.push(mapped);
    else reasons.push(mapped.reason);
  const of = (table: string): readonly Values[] =>
    rows.filter((row) => row.table === table).map(({ values }) => values);
  return { of, reasons, tables: [...new Set(rows.map(({ table }) => table))] };
}
