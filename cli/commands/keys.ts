import { createApiKey, listApiKeys, revokeApiKey } from '../../shared/api/auth/api-keys.ts';
import { isRole, ROLES } from '../../shared/api/auth/caller.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { grid } from '../say.ts';

const DAY = 86_400_000;

/** Makes a key and prints it: this once. */
export async function createKey(given: {
  readonly name: string;
  readonly role: string;
  readonly days?: number;
  readonly store: string;
  readonly json?: boolean;
}): Promise<number> {
  const { name, role, days } = given;
  if (!isRole(role)) throw new InvalidInputError(`"${role}" is no role; there is: ${ROLES.join(', ')}`);
  const store = openStore(given.store, 'beside');
  try {
    const expiresAt = days === undefined ? undefined : new Date(systemClock.now() + days * DAY).toISOString();
    const made = await createApiKey({ table: store.control, clock: systemClock }, { name, role, expiresAt });
    process.stdout.write(`${given.json ? JSON.stringify(made) : made.key}\n`);
    if (!given.json) process.stderr.write(`${made.id}: keep it now; it is not shown again\n`);
    return 0;
  } finally {
    store.close();
  }
}

/** Lists the keys, without what could be used. */
export async function listKeys(given: { readonly store: string; readonly json?: boolean }): Promise<number> {
  const store = openStore(given.store, 'read');
  try {
    const keys = await listApiKeys(store.control);
    const rows = keys.map(({ id, name, role, createdAt, expiresAt }) => [
      id,
      name,
      role,
      createdAt,
      expiresAt ?? 'never expires',
    ]);
    const lines = given.json
      ? keys.map((key) => JSON.stringify(key))
      : grid(['id', 'name', 'role', 'created', 'expires'], rows);
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return 0;
  } finally {
    store.close();
  }
}

/** Revokes a key: from now on it opens nothing. */
export async function revokeKey(given: { readonly id: string; readonly store: string }): Promise<number> {
  const store = openStore(given.store, 'beside');
  try {
    await revokeApiKey(store.control, given.id);
    process.stderr.write(`${given.id} opens nothing any more\n`);
    return 0;
  } finally {
    store.close();
  }
}
