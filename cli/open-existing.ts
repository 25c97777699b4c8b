import { NotFoundError } from '../shared/errors.ts';
import type { Store } from '../shared/local/open-store.ts';
import { openUpgraded } from './open-upgraded.ts';

/** Opens a store for reading, where there is one. */
export async function openExisting(folder: string): Promise<Store | undefined> {
  try {
    return await openUpgraded(folder, 'read');
  } catch (cause) {
    if (cause instanceof NotFoundError) return undefined;
    throw cause;
  }
}
