/** What a caller may do: each role includes the ones before it. */
export const ROLES = ['reader', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who calls, once a credential has been believed. */
export interface Caller {
  readonly name: string;
  readonly role: Role;
  readonly kind: 'key' | 'oidc';
  /** The key's id, or the token's subject: two may have the same name. */
  readonly id?: string;
}

/** Names a caller, and nobody else; empty: nobody is known. */
export const callerId = (caller: Caller | undefined): string =>
  caller === undefined ? '' : `${caller.kind}:${caller.id ?? caller.name}`;

/** Whether a role includes another one. */
export const includes = (has: Role, needs: Role): boolean => ROLES.indexOf(has) >= ROLES.indexOf(needs);

/** Whether a text names a role. */
export const isRole = (text: unknown): text is Role => ROLES.some((role) => role === text);
