import { createHash, timingSafeEqual } from 'node:crypto';
import type { ClockPort, TablePort } from '../../pipeline/ports.ts';
import { callerOfKey } from './api-keys.ts';
import type { Caller } from './caller.ts';
import { credentialIn } from './credential.ts';

/** What credentials are held against. */
export interface AuthPorts {
  readonly table: TablePort;
  readonly clock: ClockPort;
  /** The first admin key, where there is one that is no row of the table; empty: there is none. */
  readonly firstKey?: () => Promise<string>;
  /** Whose token of an OIDC issuer a text is. */
  readonly oidc?: ((text: string) => Promise<Caller | undefined>) | undefined;
}

/** A JSON Web Token: three parts, the first of which begins with `{"`. */
const TOKEN = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;

/** Who sends an `Authorization` header; undefined for nobody that is known. The same for both runtimes. */
export function authenticator({
  table,
  clock,
  firstKey,
  oidc,
}: AuthPorts): (authorization: string | undefined) => Promise<Caller | undefined> {
  return async (authorization) => {
    const given = credentialIn(authorization);
    if (given === undefined) return undefined;
    if (TOKEN.test(given)) return oidc?.(given);
    if (given.startsWith('sluice_')) {
      const caller = await callerOfKey({ table, clock }, given);
      if (caller) return caller;
    }
    const first = (await firstKey?.()) ?? '';
    return first !== '' && isSame(given, first) ? { name: 'first key', role: 'admin', kind: 'key' } : undefined;
  };
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (one: string, other: string): boolean => timingSafeEqual(hash(one), hash(other));
