import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replaced } from '../../infra/bundling/bundling.ts';
import { sluice } from '../../infra/sluice.ts';
import { environments } from '../../shared/contract/environment.ts';
import { appWith } from './synthesized.ts';

const limitBytes = 800_000;

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'sluice-bundles-'));
  const app = appWith({ 'aws:cdk:bundling-stacks': ['**'] }, out);
  sluice(app);
  app.synth();
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

test('each function is one file of less than 800 KB', () => {
  const assets = readdirSync(out).filter((name) => name.startsWith('asset.'));

  const files = assets.flatMap((asset) => readdirSync(join(out, asset)).map((name) => join(out, asset, name)));

  // Functions with the same content share an asset.
  expect(assets.length).toBeGreaterThan(0);
  expect(assets.length).toBeLessThanOrEqual(Object.keys(environments).length);
  for (const file of files) {
    expect(file).toMatch(/index\.mjs$/);
    expect(statSync(file).size, file).toBeLessThan(limitBytes);
  }
});

test('the part of undici in a bundle has every name that shared imports', () => {
  const shared = new URL('../../shared/', import.meta.url);
  const sources = readdirSync(shared, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

  const imported = sources
    .flatMap((name) => [...readFileSync(new URL(name, shared), 'utf8').matchAll(/^import \{(.+)\} from 'undici'/gm)])
    .flatMap(([, names = '']) => names.split(',').map((name) => name.trim()))
    .filter((name) => !name.startsWith('type '));

  const part: unknown = createRequire(import.meta.url)(replaced.undici);
  expect(Object.keys(Object(part))).toEqual(expect.arrayContaining(imported));
});
