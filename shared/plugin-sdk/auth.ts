/** Turns a secret into the headers that carry it. */
export type Auth = (secret: string) => Readonly<Record<string, string>>;

/** `Authorization: Bearer …`. */
export const bearer = (): Auth => (secret) => ({ authorization: `Bearer ${secret}` });

/** A header of the vendor's own, such as `private-token`. */
export const token =
  (header: string): Auth =>
  (secret) => ({ [header]: secret });

/** `Authorization: Basic …` of a secret written `user:password`. */
export const basic = (): Auth => (secret) => ({
  authorization: `Basic ${Buffer.from(secret, 'utf8').toString('base64')}`,
});
