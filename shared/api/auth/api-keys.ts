import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { places } from '../../contract/places.ts';
import { InvalidInputError, NotFoundError } from '../../errors.ts';
import { toItem } from '../../pipeline/deep-json.ts';
import { rowsOf } from '../../pipeline/expand.ts';
import type { ClockPort, TablePort } from '../../pipeline/ports.ts';
import { type Caller, ROLES, type Role } from './caller.ts';

/** A key as it is kept: only its hash, so whoever reads the table cannot use it. */
const KeyRow = z.object({
  sk: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  hash: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable().default(null),
});

/** A key as it is shown. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

interface KeyPorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
}

/** `sluice_<id>_<secret>`: 256 bits of chance, so one round of SHA-256 keeps them. */
const FORM = /^sluice_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Makes a key; its text is answered here and never again. @throws InvalidInputError when it would be expired already */
export async function createApiKey(
  { table, clock }: KeyPorts,
  given: { readonly name: string; readonly role: Role; readonly expiresAt?: string | undefined },
): Promise<ApiKey & { readonly key: string }> {
  const now = clock.now();
  if (given.expiresAt !== undefined && Date.parse(given.expiresAt) <= now)
    throw new InvalidInputError(`expiresAt "${given.expiresAt}" is not in the future`, ['expiresAt']);
  const id = randomBytes(8).toString('hex');
  const key = `sluice_${id}_${randomBytes(32).toString('base64url')}`;
  const expiresAt = given.expiresAt === undefined ? null : new Date(given.expiresAt).toISOString();
  const kept = { name: given.name, role: given.role, createdAt: new Date(now).toISOString(), expiresAt };
  await table.transact([
    { kind: 'put', item: toItem({ ...places.apiKey(id), ...kept, hash: hash(key) }), when: { absent: true } },
  ]);
  return { id, ...kept, key };
}

/** Every key, without what could be used. */
export async function listApiKeys(table: TablePort): Promise<readonly ApiKey[]> {
  const keys: ApiKey[] = [];
  for await (const row of rowsOf(table, places.apiKeys)) {
    const { sk: id, hash: _, ...kept } = KeyRow.parse(row);
    keys.push({ id, ...kept });
  }
  return keys;
}

/** Revokes a key: it opens nothing from now on. @throws NotFoundError */
export async function revokeApiKey(table: TablePort, id: string): Promise<void> {
  const place = places.apiKey(id);
  if (!(await table.get(place))) throw new NotFoundError(`there is no key "${id}"; "sluice keys list" lists them`);
  await table.transact([{ kind: 'delete', place }]);
}

/** Whose key a text is; undefined for one that there is not, that has expired or was revoked. */
export async function callerOfKey({ table, clock }: KeyPorts, text: string): Promise<Caller | undefined> {
  const [, id] = FORM.exec(text) ?? [];
  const row = id === undefined ? undefined : await table.get(places.apiKey(id));
  const read = KeyRow.safeParse(row);
  if (!read.success) return undefined;
  const { name, role, hash: kept, expiresAt } = read.data;
  if (!timingSafeEqual(Buffer.from(hash(text), 'hex'), Buffer.from(kept, 'hex'))) return undefined;
  if (expiresAt !== null && Date.parse(expiresAt) <= clock.now()) return undefined;
  return { name, role, kind: 'key', ...(id !== undefined && { id }) };
}
