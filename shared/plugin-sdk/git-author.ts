/** Of somebody known by an e-mail address only, whichever source names it; absent without one. */
export const gitAuthorId = (connection: string, email: string | null | undefined): string | undefined =>
  email ? `git:GitAccount:${connection}:${email.toLowerCase()}` : undefined;
