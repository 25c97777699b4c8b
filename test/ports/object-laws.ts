import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import type { ObjectPort } from '../../shared/pipeline/ports.ts';

/** What a suite of object laws needs. */
export interface ObjectLaws {
  /** The objects; the laws write below prefixes of their own. */
  readonly open: () => ObjectPort;
  /** Whether any Unicode key is taken; the emulator takes what URLs take. */
  readonly takesAnyKey: boolean;
}

const plain = [
  'a',
  'a-b',
  'a/b',
  'a/b.zst',
  'a/b/c',
  'a%2Fb',
  'a.b/c',
  'A',
  'b=1/é/x.json',
  `${'n'.repeat(400)}`,
  `${'d'.repeat(300)}/${'x.'.repeat(200)}`,
];
const odd = [
  '.',
  '..',
  './x',
  '../x',
  '/',
  '//',
  'a//b',
  'a/',
  '%',
  '%tmp',
  'a b',
  '*?:"<>|\\',
  '.%',
  '\uFFFD',
  '😀',
  'é'.repeat(200),
  '.hidden',
];

/** Laws that every bucket keeps. */
export function objectLaws(name: string, { open, takesAnyKey }: ObjectLaws): void {
  describe(`objects: ${name}`, () => {
    let objects: ObjectPort;
    beforeAll(() => {
      objects = open();
    });

    test('an object comes back byte for byte', async () => {
      const key = `${randomUUID()}/a.zst`;
      const body = Uint8Array.from({ length: 300_000 }, (_, n) => (n * 7919) % 256);

      await objects.put(key, body);

      expect(Buffer.from(await objects.get(key)).equals(body)).toBe(true);
    });

    test('an empty object is an object', async () => {
      const key = `${randomUUID()}/empty`;

      await objects.put(key, new Uint8Array());

      expect(await objects.get(key)).toHaveLength(0);
      expect(await listed(objects, key)).toEqual([key]);
    });

    test('the same object may be put twice, at once', async () => {
      const key = `${randomUUID()}/a`;
      const body = Buffer.from('same');

      await Promise.all([objects.put(key, body), objects.put(key, body)]);

      expect(Buffer.from(await objects.get(key)).toString()).toBe('same');
    });

    test.each(['', '/b', '/b/c', '.zst'])('an absent object is not found: "%s"', async (rest) => {
      const root = randomUUID();
      await objects.put(`${root}/a`, Buffer.from('x'));

      await expect(objects.get(`${root}/a${rest || 'x'}`)).rejects.toThrow(NotFoundError);
    });

    test('keys are kept apart, and listed in the order of their UTF-8 bytes', async () => {
      const root = randomUUID();
      const keys = [...plain, ...(takesAnyKey ? odd : [])].map((key) => `${root}/${key}`);

      for (const key of keys) await objects.put(key, Buffer.from(key));

      for (const key of keys) expect(Buffer.from(await objects.get(key)).toString()).toBe(key);
      expect(await listed(objects, `${root}/`)).toEqual(keys.toSorted(byBytes));
    });

    test.each(['a', 'a/', 'a/b', 'a/b/', 'none', 'a%'])('a prefix may end anywhere: "%s"', async (prefix) => {
      const root = randomUUID();
      const keys = plain.map((key) => `${root}/${key}`);
      for (const key of keys) await objects.put(key, Buffer.from('x'));

      const expected = keys.filter((key) => key.startsWith(`${root}/${prefix}`)).toSorted(byBytes);

      expect(await listed(objects, `${root}/${prefix}`)).toEqual(expected);
    });

    test.runIf(takesAnyKey)('a key that S3 would refuse is an error', async () => {
      await expect(objects.put('', Buffer.from('x'))).rejects.toThrow(InvalidInputError);
      await expect(objects.put('é'.repeat(513), Buffer.from('x'))).rejects.toThrow(InvalidInputError);
      await expect(objects.put('\uD800', Buffer.from('x'))).rejects.toThrow(InvalidInputError);
    });
  });
}

async function listed(objects: ObjectPort, prefix: string): Promise<readonly string[]> {
  return await Array.fromAsync(objects.list(prefix));
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
