import { places } from '../contract/places.ts';
import type { RunHead } from '../contract/run.ts';
import { digest } from './identity.ts';
import type { Item, TablePort } from './ports.ts';
import { derivationOf, type OpenScope, readScope } from './scopes.ts';

/** Which of these segments have a tool object that was made under the present code and mapping. */
export async function madeAsNow(table: TablePort, scope: OpenScope, segments: readonly Item[]) {
  const pk = places.tools(scope.record.key);
  const keys = segments.flatMap(({ segment }) => (typeof segment === 'string' ? [digest(segment)] : []));
  const rows = await table.getMany([...new Set(keys)].map((sk) => ({ pk, sk })));
  const now = new Map(scope.streams.map((stream) => [stream.name, derivationOf(scope, stream)]));
  const current = rows.filter(({ stream, derivation }) => now.get(String(stream)) === derivation);
  return new Set(current.map(({ segment }) => segment));
}

/** Notes that a tool object was converted under other code or another mapping than it was made under. */
export async function noteOtherConversion(
  table: TablePort,
  scope: OpenScope,
  object: { tool: string; segment: string; madeUnder: string; convertedUnder: string },
): Promise<void> {
  const { tool, segment, madeUnder, convertedUnder } = object;
  if (madeUnder === '' || madeUnder === convertedUnder) return;
  const row = await table.get({ pk: places.tools(scope.record.key), sk: digest(segment) });
  if (row?.tool === tool && row.derivation === madeUnder) await table.writeMany([{ ...row, derivation: '' }]);
}

/** The scopes of a run whose stored records it derives again, because code or mapping have changed since. */
export async function derivedAgain(table: TablePort, head: RunHead): Promise<readonly string[]> {
  if (head.options.from !== undefined || head.options.retry !== undefined) return [];
  const found: string[] = [];
  for (const { key, name, derivation } of head.scopes) {
    const before = (await readScope(table, key)).derivation;
    if (before !== '' && derivation !== '' && before !== derivation) found.push(name);
  }
  return found;
}
