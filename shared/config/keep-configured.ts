import * as z from 'zod';
import type { ClockPort, TablePort } from '../pipeline/ports.ts';
import { configStore } from './config-store.ts';
import { kinds, type Named, type ResourceKind } from './resources.ts';

const Sections = z.partialRecord(z.enum(kinds.map(({ name }) => name)), z.array(z.unknown()));
const Deployed = z.string().transform((text) => Sections.parse(JSON.parse(text)));

/**
 * Keeps what a deployment brings along, as `sluice apply` does: what it does not name stays. It was checked when the
 * deployment was made. Without anything it does nothing.
 */
export async function keepConfigured(
  ports: { readonly table: TablePort; readonly clock: ClockPort },
  deployed: string | undefined,
): Promise<void> {
  const sections = deployed === undefined ? {} : Deployed.parse(deployed);
  const store = configStore(ports);
  const all: readonly ResourceKind<Named>[] = kinds;
  for (const kind of all) for (const each of sections[kind.name] ?? []) await store.put(kind, kind.stored.parse(each));
}
