/** One part of a credential. */
export interface CredentialPart {
  readonly name: string;
  /** As the vendor's own pages call it. */
  readonly label: string;
  /** Whether it is hidden while it is typed. */
  readonly secret: boolean;
  /** Whether it may be left out. */
  readonly optional?: true;
}

/** What a person is asked for to reach an account of a vendor, in the vendor's own words. */
export interface ConnectForm {
  /** Parts of a credential; those that were given are joined by `:`. */
  readonly credential: readonly CredentialPart[];
  /** Where a credential is made, and which rights it needs. */
  readonly credentialSays: string;
  /** What can be read without one; absent: nothing. */
  readonly anonymous?: string;
  /** The address of a server of one's own, and where it ends. */
  readonly baseUrlExample: string;
  readonly scope: {
    readonly one: string;
    readonly many: string;
    readonly example: string;
    /** Where its name is seen. */
    readonly says: string;
  };
  /** What a listing can be narrowed to, or has to be. */
  readonly listed?: { readonly label: string; readonly isNeeded: boolean };
}
