import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { map } from '../../shared/pipeline/map.ts';
import { definePlugin, type Plugin } from '../../shared/plugin-sdk/plugin.ts';
import { pluginConformance } from '../support/plugin-conformance.ts';

const ROOT = join(import.meta.dirname, '../..');
const [plugin = '', test = ''] = [
  ...readFileSync(join(ROOT, 'docs/plugin-guide.md'), 'utf8').matchAll(/```ts\n(.*?)```/gs),
].map(([, code]) => code ?? '');

// Beside the sources, so that both find the same packages; the folder is ignored by git.
mkdirSync(join(ROOT, '.sluice'), { recursive: true });
const folder = mkdtempSync(join(ROOT, '.sluice/guide-'));
const write = (name: string, code: string, shared: string): void =>
  writeFileSync(join(folder, name), code.replaceAll(shared, `${relative(folder, join(ROOT, 'shared'))}/`));
write('plugin.ts', plugin, '../../');
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'] }));

const module: { readonly buildkite?: Plugin } = await import(join(folder, 'plugin.ts'));
const buildkite = module.buildkite ?? definePlugin({ name: 'none' });
const scope = { id: '1', path: '/organizations/acme/pipelines/web' };
const build = { id: 'b1', number: 7, state: 'passed', message: 'deploy it', created_at: '2026-01-01T00:00:00Z' };

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the guide', () => {
  it('shows a whole source in less than 60 lines', () => {
    expect(plugin.trim().split('\n').length).toBeLessThan(60);
  });

  it('shows code that the compiler accepts', () => {
    const compile = () =>
      execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['--noEmit', '-p', folder], { encoding: 'utf8' });

    expect(compile()).toBe('');
  });

  it('shows how the conformance suite is run', () => {
    expect(test).toContain('pluginConformance(buildkite');
  });

  it('shows a source that maps', async () => {
    const config = { deploymentPattern: '^deploy' };
    async function* lines() {
      yield { stream: 'builds', where: 'line 1', text: JSON.stringify([build]) };
    }

    const rows = await Array.fromAsync(map({ plugin: buildkite, connection: '1', scope, config }, lines()));

    expect(rows).toMatchObject([{ values: { id: 'buildkite:Build:1:b1', result: 'SUCCESS', type: 'DEPLOYMENT' } }]);
  });
});

pluginConformance(buildkite, { scope, config: {}, pages: { builds: { body: [build] } } });
