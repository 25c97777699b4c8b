import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';
import { InvalidInputError, UnreachableError } from '../../errors.ts';
import type { ClockPort } from '../../pipeline/ports.ts';
import { type Caller, isRole, ROLES, type Role } from './caller.ts';

/** Whose tokens are believed. */
export const OidcSettings = z.strictObject({
  issuer: z.url({ protocol: /^https?$/ }),
  audience: z.string().min(1),
  /** Where the issuer's keys are, as its discovery document says. */
  jwksUri: z.url({ protocol: /^https$/, error: 'write https://…: whoever changes the keys on the way makes admins' }),
  /** The claim that holds roles: text or a list. */
  roleClaim: z.string().min(1).default('sluice_role'),
  /** Of whoever's token names no role; absent: they get in nowhere. */
  defaultRole: z.enum(ROLES).optional(),
});
export type OidcSettings = z.output<typeof OidcSettings>;

/** Reads them from text; absent: no token is believed. @throws InvalidInputError */
export function readOidcSettings(text: string | undefined): OidcSettings | undefined {
  if (text === undefined || text === '') return undefined;
  const read = OidcSettings.safeParse(JSON.parse(text));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new InvalidInputError(`oidc.${issue?.path.join('.')}: ${issue?.message}`);
}

/** Algorithms with a public key; a shared secret is none, `none` even less. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Whose token a text is; the issuer's keys are kept for ten minutes, and asked for anew at most twice a minute. @throws UnreachableError when the issuer's keys cannot be had */
export function oidcCallers(
  { issuer, audience, jwksUri, roleClaim, defaultRole }: OidcSettings,
  { clock, ask }: { readonly clock: ClockPort; readonly ask: FetchImplementation },
): (text: string) => Promise<Caller | undefined> {
  const keys = createRemoteJWKSet(new URL(jwksUri), { [customFetch]: ask });
  return async (text) => {
    try {
      const { payload } = await jwtVerify(text, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(clock.now()),
      });
      const role = roleIn(payload, roleClaim) ?? defaultRole;
      return role && { name: nameIn(payload), role, kind: 'oidc', id: payload.sub ?? '' };
    } catch (cause) {
      if (isRefusal(cause)) return undefined;
      throw new UnreachableError(`the keys of ${issuer} cannot be had from ${jwksUri}`, { cause });
    }
  };
}

/** What the token itself is the cause of; anything else is about where its issuer's keys are. */
const isRefusal = (cause: unknown): boolean =>
  cause instanceof errors.JWTClaimValidationFailed ||
  cause instanceof errors.JWTExpired ||
  cause instanceof errors.JWTInvalid ||
  cause instanceof errors.JWSInvalid ||
  cause instanceof errors.JWSSignatureVerificationFailed ||
  cause instanceof errors.JOSEAlgNotAllowed ||
  cause instanceof errors.JOSENotSupported ||
  cause instanceof errors.JWKSNoMatchingKey ||
  cause instanceof errors.JWKSMultipleMatchingKeys;

/** The strongest role that a claim names. */
function roleIn(payload: JWTPayload, claim: string): Role | undefined {
  const said: unknown = payload[claim];
  const words = Array.isArray(said) ? said : String(said ?? '').split(/[ ,]+/);
  const roles = words.filter(isRole);
  return (['admin', 'operator', 'reader'] as const).find((role) => roles.includes(role));
}

const nameIn = ({ email, preferred_username: name, sub }: JWTPayload): string =>
  [email, name, sub].find((text): text is string => typeof text === 'string' && text !== '') ?? 'unknown';
