import { askRaw } from '../../ask.ts';
import type { Mapping } from './mapping-form.ts';

/** Keeps a mapping under a name, for these scopes. @throws ProblemError */
export async function keepMapping({
  plugin,
  name,
  mapping,
  scopes,
}: {
  plugin: string;
  name: string;
  mapping: Mapping;
  scopes: readonly string[];
}): Promise<void> {
  await askRaw(`/scope-configs/${encodeURIComponent(name)}`, { method: 'PUT', body: { plugin, mapping } });
  for (const scope of scopes)
    await askRaw(`/scopes/${encodeURIComponent(scope)}`, { method: 'PUT', body: { scopeConfig: name } });
}
