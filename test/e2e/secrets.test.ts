import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { plant, TOKEN } from '../support/orchard.ts';

/** Every file below a folder, and what its compressed ones hold. */
function* textsIn(folder: string): Generator<{ readonly path: string; readonly text: string }> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    yield { path, text: bytes.toString('latin1') };
    if (path.endsWith('.zst')) yield { path, text: zstdDecompressSync(bytes).toString('utf8') };
  }
}

test('the token is nowhere, even when the server writes it into every answer', async () => {
  await using orchard = await plant({
    echo: true,
    faults: [{ kind: 'status', status: 422, message: `your token ${TOKEN} is fine`, path: '/tags' }],
  });

  const { out, err } = await orchard.sync();
  const shown = await Promise.all([
    orchard.call('runs', '--json'),
    orchard.call('data', 'issues'),
    orchard.call('data', 'pull_requests'),
  ]);

  const texts = [...textsIn(orchard.store)];
  expect(texts.filter(({ path }) => path.endsWith('.zst')).length).toBeGreaterThan(20);
  expect(texts.filter(({ text }) => text.includes(TOKEN)).map(({ path }) => path)).toEqual([]);
  expect([out, err, ...shown.flatMap((each) => [each.out, each.err])].join('\n')).not.toContain(TOKEN);
  expect(orchard.github.seen.every(({ token }) => token === TOKEN)).toBe(true);
  expect(shown[1]?.out).toMatch(/"title":"\*+/);
  expect(out).toMatch(/^tags \/repos.*422/m);
});
