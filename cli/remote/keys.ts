import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { ROLES } from '../../shared/api/auth/caller.ts';
import type { ApiClient } from '../../shared/http/api-client.ts';
import { type KeyArguments, newKey } from '../commands/keys.ts';
import { printKeys, printMade, printRevoked } from '../print-keys.ts';

const Key = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
});

/** `sluice keys create`. */
export async function remoteCreateKey(call: ApiClient, given: KeyArguments): Promise<number> {
  const headers = { 'idempotency-key': randomUUID() };
  const answer = await call({ method: 'POST', path: '/keys', body: newKey(given), headers });
  printMade(Key.extend({ key: z.string() }).parse(await answer.json()), given.json ?? false);
  return 0;
}

/** `sluice keys list`. */
export async function remoteListKeys(call: ApiClient, given: { readonly json?: boolean }): Promise<number> {
  const { keys } = z.object({ keys: z.array(Key) }).parse(await (await call({ path: '/keys' })).json());
  printKeys(keys, given.json ?? false);
  return 0;
}

/** `sluice keys revoke`. */
export async function remoteRevokeKey(
  call: ApiClient,
  given: { readonly id: string; readonly json?: boolean },
): Promise<number> {
  await call({ method: 'DELETE', path: `/keys/${encodeURIComponent(given.id)}` });
  printRevoked(given.id, given.json ?? false);
  return 0;
}
