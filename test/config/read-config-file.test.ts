import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOTHING } from '../../shared/config/configured.ts';
import { type ConfigFile, readConfigFile } from '../../shared/config/read-config-file.ts';
import { plugins } from '../../shared/plugins/index.ts';

const read = (text: string, beside = NOTHING): ConfigFile => readConfigFile(text, { plugins }, beside);
const problemsOf = (text: string, beside = NOTHING): readonly string[] => {
  const file = read(text, beside);
  return file.kind === 'good' ? [] : file.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

const WHOLE = `
version: 1
connections:
  github: { plugin: github, tokens: [env:GITHUB_TOKEN], scopeConfig: usual }
scopeConfigs:
  usual:
    plugin: github
    mapping: { issueTypeBug: ^bug$ }
scopes:
  github:acme/shop:
  github:acme/old: { scopeConfig: usual }
projects:
  shop: { scopes: ['github:acme/shop'] }
blueprints:
  nightly: { project: shop, cron: 0 3 * * *, zone: Europe/Zurich }
metrics:
  shop.big:
    title: Big changes
    means: how many
    needs: repos
    values: [changes count]
    sql: |
      SELECT 1
`;

describe('a file of configuration', () => {
  it('describes resources of every kind', () => {
    expect(read(WHOLE)).toMatchObject({
      kind: 'good',
      configured: {
        connections: [{ name: 'github', plugin: 'github', tokens: ['env:GITHUB_TOKEN'], scopeConfig: 'usual' }],
        scopeConfigs: [{ name: 'usual', mapping: { issueTypeBug: '^bug$' } }],
        scopes: [{ name: 'github:acme/shop' }, { name: 'github:acme/old', scopeConfig: 'usual' }],
        projects: [{ name: 'shop', scopes: ['github:acme/shop'] }],
        blueprints: [{ name: 'nightly', project: 'shop', cron: '0 3 * * *', zone: 'Europe/Zurich', enabled: true }],
        metrics: [{ name: 'shop.big', sql: 'SELECT 1\n' }],
      },
    });
  });

  it('is good as the docs have it', () => {
    const page = readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8');
    const [, text = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];

    expect(problemsOf(text)).toEqual([]);
    expect(read(text)).toMatchObject({ configured: { metrics: [{ name: 'shop.big_changes' }] } });
  });

  it('may be empty', () => {
    expect(read('# nothing yet\n')).toEqual({ kind: 'good', configured: NOTHING });
  });

  it.each([
    ['a: [1', ['1:6 flow sequence in block collection must be sufficiently indented and end with a ]']],
    ['scopes:\n  github:a/b:\n  github:a/b:\n', ['3:3 map keys must be unique']],
    ['scopes:\n---\nscopes:\n', ['2:1 there is a second document; write one, without ---']],
    [
      '- github',
      ['1:1 write connections, scopeConfigs, scopes, projects, blueprints, metrics, each with names below it'],
    ],
    ['version: 2', ['1:10 this Sluice reads version 1']],
    ['scopes: [github:a/b]', ['1:1 write names with what they are below them, no list']],
    ['blueprints:\n  n: 3\n', ['2:6 write the fields of the blueprint below its name']],
    ['scopes:\n  github:a/b: { name: x }\n', ['2:17 the name stands above; leave it out here']],
    ['connections:\n  a: {}\n', ['2:3 it is missing: give a string']],
    ['blueprints:\n  n: { project: p, cron: 3 }\n', ['2:26 give a string']],
    ['scopes:\n  github:a:\n', ['2:3 "a" is no GitHub repository; write owner/name, such as octocat/hello-world']],
  ])('that is wrong is refused with line and column: %j', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('is refused at the very key that is unknown, with those that there are', () => {
    const text = 'connections:\n  a:\n    plugin: github\n    basurl: https://x\nfrobs: {}\n';

    expect(problemsOf(text)).toEqual([
      '4:5 "basurl" is unknown here; there is: plugin, baseUrl, tokens, share, scopeConfig',
      '5:1 "frobs" is unknown here; there is: version, connections, scopeConfigs, scopes, projects, blueprints, metrics',
    ]);
  });

  it('never shows what may be a secret', () => {
    const text = 'connections:\n  a: { plugin: github, tokens: [ghp_canary, "env:not a name"] }\n';

    expect(problemsOf(text)).toHaveLength(2);
    expect(problemsOf(text).join()).not.toMatch(/ghp_canary|not a name/);
  });

  it('names only what is in it or stored', () => {
    const text = 'scopes:\n  github:a/b: { scopeConfig: usual }\nblueprints:\n  n: { project: p, cron: 0 3 * * * }\n';
    const whole = read(WHOLE);
    const stored = whole.kind === 'good' ? whole.configured : NOTHING;

    expect(problemsOf(text)).toEqual([
      '2:30 there is no scope config "usual"; there is: none',
      '4:17 there is no project "p"; there is: none',
    ]);
    expect(problemsOf(text, stored)).toEqual(['4:17 there is no project "p"; there is: shop']);
  });

  it('keeps mappings and connections to their own plugin', () => {
    const text = `
connections:
  work: { plugin: jira, baseUrl: https://acme.atlassian.net }
scopeConfigs:
  boards: { plugin: jira, mapping: {} }
scopes:
  github@work:a/b: { scopeConfig: boards }
`;

    expect(problemsOf(text)).toEqual([
      '7:3 the connection "work" is one of jira, not of github: name another one, as in github@NAME:…',
      '7:35 the scope config "boards" is one of jira, not of github',
    ]);
  });

  it('is stopped before aliases make much of little', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
      .join('\n')}`;

    expect(problemsOf(bomb).join()).toContain('cannot be read');
  });
});
