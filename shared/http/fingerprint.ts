import { createHash } from 'node:crypto';

/** Names a secret without telling it: the first 12 hexadecimal digits of its SHA-256. */
export const fingerprint = (secret: string): string =>
  createHash('sha256').update(secret, 'utf8').digest('hex').slice(0, 12);
