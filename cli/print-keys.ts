import type { ApiKey } from '../shared/api/auth/api-keys.ts';
import { grid } from './say.ts';

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Prints a key that was made: this once. */
export function printMade(made: ApiKey & { readonly key: string }, json: boolean): void {
  write(json ? JSON.stringify(made) : made.key);
  if (!json) process.stderr.write(`${made.id}: keep it now; it is not shown again\n`);
}

/** Prints the keys, without what could be used. */
export function printKeys(keys: readonly ApiKey[], json: boolean): void {
  const rows = keys.map(({ id, name, role, createdAt, expiresAt }) => [
    id,
    name,
    role,
    createdAt,
    expiresAt ?? 'never expires',
  ]);
  const lines = json
    ? keys.map((key) => JSON.stringify(key))
    : grid(['id', 'name', 'role', 'created', 'expires'], rows);
  for (const line of lines) write(line);
}

/** Says that a key was revoked. */
export function printRevoked(id: string, json: boolean): void {
  if (json) write(JSON.stringify({ id, revoked: true }));
  else process.stderr.write(`${id} opens nothing any more\n`);
}
