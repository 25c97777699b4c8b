import { map } from '../../shared/pipeline/map.ts';
import type { Plugin } from '../../shared/plugin-sdk/plugin.ts';

type Values = Readonly<Record<string, unknown>>;
/** Objects as the API sends them, by the stream that reads them, with what they were asked for. */
export type Given = readonly (readonly [stream: string, object: unknown, input?: unknown])[];

/** The rows that API objects become in a scope under a scope config, by table, and why others do not. */
export async function mapObjects(
  plugin: Plugin,
  scope: unknown,
  given: Given,
  { config = {}, connection = '1' }: { readonly config?: unknown; readonly connection?: string } = {},
) {
  const rows: { table: string; values: Values }[] = [];
  const reasons: string[] = [];
  async function* lines() {
    for (const [stream, data, input] of given)
      yield { stream, where: stream, text: JSON.stringify({ params: {}, input, data }) };
  }
  const described = plugin.scope?.read(scope).data ?? scope;
  for await (const mapped of map({ plugin, connection, scope: described, config }, lines()))
    if (mapped.kind === 'row') rows.push(mapped);
    else reasons.push(mapped.reason);
  const of = (table: string): readonly Values[] =>
    rows.filter((row) => row.table === table).map(({ values }) => values);
  return { of, reasons, tables: [...new Set(rows.map(({ table }) => table))] };
}
