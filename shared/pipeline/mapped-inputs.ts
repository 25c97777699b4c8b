import type { TablePort } from './ports.ts';
import { scopesOf } from './read-data.ts';
import { type StreamInput, streamInputs } from './stream-inputs.ts';

/** How far the scopes have come that rows of these ids belong to, and the states that their mapping names. */
export async function mappedInputs(
  table: TablePort,
  rowIds: readonly string[],
): Promise<{ readonly inputs: readonly StreamInput[]; readonly stateOrder: readonly string[] }> {
  // `jira:JiraBoard:cloud:8` belongs to the scope 8 of the connection cloud.
  const ids = new Set(rowIds.map((id) => id.split(':')).map(([a, , b, ...id]) => `${a}/${b}/${id.join(':')}`));
  const ours = (await scopesOf(table)).filter(({ plugin, connection, id }) => ids.has(`${plugin}/${connection}/${id}`));
  const orders = ours.map(({ config }) => stateOrderOf(config)).filter((order) => order.length > 0);
  return { inputs: await streamInputs(table, ours), stateOrder: orders[0] ?? ['TODO', 'IN_PROGRESS', 'DONE'] };
}

function stateOrderOf(config: unknown): readonly string[] {
  if (typeof config !== 'object' || config === null || !('stateOrder' in config)) return [];
  return Array.isArray(config.stateOrder) ? config.stateOrder.map(String) : [];
}
