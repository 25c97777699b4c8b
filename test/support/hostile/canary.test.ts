import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { canary, filesIn, formsOf, leaksIn } from './canary.ts';

const secret = canary('planted');
const found = (bytes: Uint8Array | string) => leaksIn([{ at: 'here', bytes }]).length > 0;

describe('a planted canary', () => {
  test.each(Object.entries(formsOf(secret)))('is found: %s', (_, form) => {
    expect(found(Buffer.from(`before ${form} after`, 'latin1'))).toBe(true);
  });

  test.each([0, 1, 2, 3, 4, 5])('is found in the base64 of something longer, %i characters in', (before) => {
    for (const form of ['base64', 'base64url'] as const) {
      const once = Buffer.from(`${'u'.repeat(before)}:${secret}@`).toString(form);
      expect(found(once)).toBe(true);
      expect(found(Buffer.from(`Basic ${once}`).toString(form))).toBe(true);
    }
  });

  test('is found when half of it is cut off', () => {
    expect([
      found(secret.slice(0, 24)),
      found(secret.slice(-24)),
      found(Buffer.from(secret).toString('hex').slice(0, 46)),
    ]).toEqual([true, true, true]);
  });

  test('is found in what is packed, and packed twice', () => {
    expect([
      found(gzipSync(secret)),
      found(zstdCompressSync(secret)),
      found(gzipSync(zstdCompressSync(secret))),
    ]).toEqual([true, true, true]);
  });

  test('is found in a file below a folder, and said where', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-canary-'));
    writeFileSync(join(folder, 'a.zst'), zstdCompressSync(`{"t":"${secret}"}`));
    writeFileSync(join(folder, 'b.txt'), 'nothing');

    const leaks = leaksIn(filesIn(folder));
    rmSync(folder, { recursive: true });

    expect(leaks.length).toBeGreaterThan(0);
    for (const leak of leaks) expect(leak).toMatch(/a\.zst: (plain|address)/);
  });

  test('is not found where there is none', () => {
    expect(found('Kq7Zr4 wLmT2bVx9c *** and so on')).toBe(false);
  });

  test('may be another text', () => {
    const bytes = Buffer.from('a line of a key').toString('base64');

    expect(leaksIn([{ at: 'x', bytes }]).length).toBe(0);
    expect(leaksIn([{ at: 'x', bytes }], ['line of a key']).length).toBeGreaterThan(0);
  });
});
