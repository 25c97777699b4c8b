/** Every error that Sluice throws on purpose. Two families: retryable ones pass by themselves, permanent ones do not. */
export abstract class SluiceError extends Error {
  abstract readonly retryable: boolean;
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
  }
}

/** May pass by itself: the same call is worth another attempt. */
export abstract class RetryableError extends SluiceError {
  override readonly retryable = true;
}

/** Will not pass by itself: somebody has to mend something. */
export abstract class PermanentError extends SluiceError {
  override readonly retryable = false;
}

/** What a person gave (an argument, a file, a setting) cannot be used; `path` says where. */
export class InvalidInputError extends PermanentError {
  override readonly name = 'InvalidInputError';
  readonly path: readonly (string | number)[];
  constructor(message: string, path: readonly (string | number)[] = [], options?: { cause?: unknown }) {
    super(message, options);
    this.path = path;
  }
}

/** A column is named that a table does not have; to everybody but a program it is any other input that cannot be used. */
export class UnknownFieldError extends InvalidInputError {
  readonly fault = 'unknown_field';
}

/** A body is not the JSON that was promised; `offset` counts characters where it is known. */
export class MalformedJsonError extends PermanentError {
  override readonly name = 'MalformedJsonError';
}

/** A named thing does not exist, or the credential may not see it. */
export class NotFoundError extends PermanentError {
  override readonly name = 'NotFoundError';
}

/** The vendor refuses the credential (HTTP 401). */
export class CredentialError extends PermanentError {
  override readonly name = 'CredentialError';
}

/** The vendor could not be reached, or answered in a way that passes (5xx, time-out, cut off). */
export class UnreachableError extends RetryableError {
  override readonly name = 'UnreachableError';
}

/** A rate limit holds until `until` (epoch milliseconds). */
export class RateLimitedError extends RetryableError {
  override readonly name = 'RateLimitedError';
  readonly until: number;
  constructor(message: string, until: number, options?: { cause?: unknown }) {
    super(message, options);
    this.until = until;
  }
}

/** The answer is no answer of this vendor (a sign-in page, another product's API). */
export class ForeignAnswerError extends PermanentError {
  override readonly name = 'ForeignAnswerError';
}

/** A resource is not of the revision that a caller gave: somebody else has changed it meanwhile. */
export class ConflictError extends PermanentError {
  override readonly name = 'ConflictError';
}

/** Another run or process holds what is needed. */
export class HeldError extends RetryableError {
  override readonly name = 'HeldError';
}

/** The store was written by a newer Sluice. */
export class NewerStoreError extends PermanentError {
  override readonly name = 'NewerStoreError';
}

/** The store is of a format that no migration begins at. */
export class UnknownStoreError extends PermanentError {
  override readonly name = 'UnknownStoreError';
}

/** The disk, or another local resource, is used up. */
export class OutOfSpaceError extends PermanentError {
  override readonly name = 'OutOfSpaceError';
}

/** A guard refused an address: another origin, a private host, a redirect that would carry a credential. */
export class RefusedAddressError extends PermanentError {
  override readonly name = 'RefusedAddressError';
}
