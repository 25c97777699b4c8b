/** A token that a vendor gave for some time. */
export interface IssuedToken {
  readonly token: string;
  /** ISO 8601, by the vendor's clock. */
  readonly expiresAt: string;
}

/** A credential that is no token, but a key that tokens are asked for with; they live for an hour or so. */
export interface TokenKey {
  /** Whose tokens they are, whatever the key is: they share one budget. */
  readonly identity: string;
  /** Where a token is asked for with POST, under a signed assertion (a JSON Web Token, RS256). */
  readonly target: string;
  /** Who asserts it. */
  readonly issuer: string;
  /** In PEM. */
  readonly privateKey: string;
  /** Reads the answer; undefined when it is none. */
  readonly read: (json: unknown) => IssuedToken | undefined;
}
