import { createApiKey, listApiKeys, revokeApiKey } from '../../shared/api/auth/api-keys.ts';
import { isRole, ROLES, type Role } from '../../shared/api/auth/caller.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { printKeys, printMade, printRevoked } from '../print-keys.ts';

const DAY = 86_400_000;

/** What `sluice keys create` was given. */
export interface KeyArguments {
  readonly name: string;
  readonly role: string;
  readonly days?: number;
  readonly store: string;
  readonly json?: boolean;
}

/** What a new key shall be. @throws InvalidInputError */
export function newKey({ name, role, days }: KeyArguments): {
  readonly name: string;
  readonly role: Role;
  readonly expiresAt?: string;
} {
  if (!isRole(role)) throw new InvalidInputError(`"${role}" is no role; there is: ${ROLES.join(', ')}`);
  const expiresAt = days === undefined ? undefined : new Date(systemClock.now() + days * DAY).toISOString();
  return { name, role, ...(expiresAt !== undefined && { expiresAt }) };
}

/** Makes a key and prints it: this once. */
export async function createKey(given: KeyArguments): Promise<number> {
  const wanted = newKey(given);
  const store = openStore(given.store, 'beside');
  try {
    printMade(await createApiKey({ table: store.control, clock: systemClock }, wanted), given.json ?? false);
    return 0;
  } finally {
    store.close();
  }
}

/** Lists the keys, without what could be used. */
export async function listKeys(given: { readonly store: string; readonly json?: boolean }): Promise<number> {
  const store = openStore(given.store, 'read');
  try {
    printKeys(await listApiKeys(store.control), given.json ?? false);
    return 0;
  } finally {
    store.close();
  }
}

/** Revokes a key: from now on it opens nothing. */
export async function revokeKey(given: {
  readonly id: string;
  readonly store: string;
  readonly json?: boolean;
}): Promise<number> {
  const store = openStore(given.store, 'beside');
  try {
    await revokeApiKey(store.control, given.id);
    printRevoked(given.id, given.json ?? false);
    return 0;
  } finally {
    store.close();
  }
}
